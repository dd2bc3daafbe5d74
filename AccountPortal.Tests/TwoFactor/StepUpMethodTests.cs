using AccountPortal.Accounts;
using AccountPortal.SignIn;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.TwoFactor;

public class StepUpMethodTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_code_confirms_once()
    {
        var person = await app.NewEnrolledAsync();
        var code = person.App.Code();
        Assert.False(await CheckAsync(AuthMethod.Totp, person, person.App.WrongCode()));
        Assert.True(await CheckAsync(AuthMethod.Totp, person, code));
        Assert.False(await CheckAsync(AuthMethod.Totp, person, code));
        // The same count of steps as at the sign-in.
        var browser = app.NewBrowser();
        await browser.BeginAsync(person.Person);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await browser.SecondStepAsync(code)).Status);
    }

    [Fact]
    public async Task A_recovery_code_confirms_once()
    {
        var person = await app.NewEnrolledAsync();
        Assert.True(await CheckAsync(AuthMethod.RecoveryCode, person, person.Codes[0]));
        Assert.False(await CheckAsync(AuthMethod.RecoveryCode, person, person.Codes[0]));
    }

    [Fact]
    public async Task Each_leaves_alone_what_is_the_others()
    {
        var person = await app.NewEnrolledAsync();
        Assert.Null(await CheckAsync(AuthMethod.Totp, person, person.Codes[0]));
        Assert.Null(await CheckAsync(AuthMethod.Totp, person, null));
        Assert.Null(await CheckAsync(AuthMethod.RecoveryCode, person, person.App.Code()));
        Assert.Null(await CheckAsync(AuthMethod.RecoveryCode, person, " "));
    }

    [Fact]
    public async Task They_are_there_for_who_has_an_app()
    {
        var (with, without) = (await app.NewEnrolledAsync(), await app.NewPersonAsync());
        foreach (var method in new[] { AuthMethod.Totp, AuthMethod.RecoveryCode })
        {
            Assert.True(await IsSetUpAsync(method, with.Person.Id));
            Assert.False(await IsSetUpAsync(method, without.Id));
        }

        await app.Db(db => db.RecoveryCodes.Where(code => code.UserId == with.Person.Id).ExecuteDeleteAsync());
        Assert.False(await IsSetUpAsync(AuthMethod.RecoveryCode, with.Person.Id));
    }

    private Task<bool?> CheckAsync(string method, Enrolled person, string? code) => MethodAsync(method, async found =>
        await found.CheckAsync(new DefaultHttpContext(), await AccountAsync(person.Person.Id), new StepUpProof { Code = code }, default));

    private Task<bool> IsSetUpAsync(string method, Guid id) => MethodAsync(method, async found => await found.IsSetUpAsync(await AccountAsync(id), default));

    private Task<T> MethodAsync<T>(string method, Func<IStepUpMethod, Task<T>> work) =>
        app.With((IEnumerable<IStepUpMethod> methods) => work(methods.Single(one => one.Method == method)));

    private Task<Account> AccountAsync(Guid id) => app.Db(db => db.Users.AsNoTracking().SingleAsync(row => row.Id == id));
}
