using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Passkeys;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Passkeys;

/// <summary>Confirming with a passkey, as the step-up asks for it.</summary>
public class PasskeyStepUpTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task The_accounts_passkey_confirms_once_and_nothing_brought_is_no_answer()
    {
        var (person, browser, passkey) = await app.NewPasskeyPersonAsync();
        var answer = await AnswerAsync(browser, passkey);
        Assert.True(await CheckAsync(browser, person, answer));
        Assert.False(await CheckAsync(browser, person, answer));
        Assert.Null(await CheckAsync(browser, person, null));
        Assert.Null(await CheckAsync(browser, person, ""));
        Assert.False(await CheckAsync(browser, person, "{}"));
    }

    [Fact]
    public async Task It_is_set_up_where_there_is_a_passkey()
    {
        var ((owner, _, _), other) = (await app.NewPasskeyPersonAsync(), await app.NewPersonAsync());
        Assert.True(await IsSetUpAsync(owner));
        Assert.False(await IsSetUpAsync(other));
    }

    [Fact]
    public async Task Only_the_accounts_own_passkeys_are_asked_for_and_accepted()
    {
        var (person, browser, passkey) = await app.NewPasskeyPersonAsync();
        var (_, _, foreign) = await app.NewPasskeyPersonAsync();
        var options = await browser.PostJsonAsync("/me/step-up/passkey-options");
        Assert.Equal([passkey.Id], options["allowCredentials"].EnumerateArray().Select(each => each.GetProperty("id").GetString()));
        Assert.False(await CheckAsync(browser, person, foreign.Get(options.Body)));
        Assert.True(await CheckAsync(browser, person, await AnswerAsync(browser, passkey)));
    }

    [Fact]
    public async Task A_sign_ins_answer_does_not_confirm_and_neither_does_one_to_another_accounts_question()
    {
        var (person, browser, passkey) = await app.NewPasskeyPersonAsync();
        var (_, other, _) = await app.NewPasskeyPersonAsync();
        Assert.False(await CheckAsync(browser, person, passkey.Get((await browser.PostJsonAsync("/login/passkey-options")).Body)));
        Assert.False(await CheckAsync(other, person, await AnswerAsync(other, passkey)));
    }

    [Fact]
    public async Task A_copy_does_not_confirm()
    {
        var (person, browser, passkey) = await app.NewPasskeyPersonAsync();
        Assert.True(await CheckAsync(browser, person, await AnswerAsync(browser, passkey)));
        Assert.False(await CheckAsync(browser, person, await AnswerAsync(browser, passkey, new() { Counter = 1 })));
        Assert.Contains("copied", (await app.Mail.LastAsync(person.Email)).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void The_button_asks_where_the_options_are() => Assert.Equal("/me/step-up/passkey-options", PasskeyButton.StepUp.Options);

    private static async Task<string> AnswerAsync(Browser browser, SoftPasskey passkey, Lie? lie = null) =>
        passkey.Get((await browser.PostJsonAsync("/me/step-up/passkey-options")).Body, lie);

    private async Task<bool?> CheckAsync(Browser browser, Person person, string? answer)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Cookie = browser.Cookies.Header("/");
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        return await Method(scope).CheckAsync(context, await AccountAsync(scope, person), new StepUpProof { Passkey = answer }, CancellationToken.None);
    }

    private async Task<bool> IsSetUpAsync(Person person)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await Method(scope).IsSetUpAsync(await AccountAsync(scope, person), CancellationToken.None);
    }

    private static IStepUpMethod Method(AsyncServiceScope scope) => scope.ServiceProvider.GetServices<IStepUpMethod>().Single(method => method.Method == "passkey");

    private static Task<Account> AccountAsync(AsyncServiceScope scope, Person person) =>
        scope.ServiceProvider.GetRequiredService<PortalDbContext>().Users.SingleAsync(account => account.Id == person.Id);
}
