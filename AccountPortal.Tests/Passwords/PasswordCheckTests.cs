using System.Buffers.Binary;
using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.Passwords;

[Collection(AloneCollection.Name)]
public class PasswordCheckTests
{
    private const string Password = "correct horse";

    [Fact]
    public void A_hash_is_PBKDF2_with_SHA512_and_the_rounds_that_are_set()
    {
        var hash = Convert.FromBase64String(Check(new PasswordSettings()).Hash(Nobody(), Password));
        Assert.Equal(1, hash[0]);
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)));
        Assert.Equal(210_000, BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)));
    }

    [Theory]
    [InlineData("correct horse", PasswordOutcome.Right)]
    [InlineData("Correct horse", PasswordOutcome.Wrong)]
    [InlineData("correct horse ", PasswordOutcome.Wrong)]
    [InlineData("", PasswordOutcome.Wrong)]
    public void ASVS_6_2_8_A_password_counts_exactly_as_typed(string typed, PasswordOutcome outcome)
    {
        var check = Check(Quick(1000));
        Assert.Equal(outcome, check.Verify(With(check.Hash(Nobody(), Password)), typed));
    }

    [Fact]
    public void Nobody_and_an_account_without_a_password_have_no_right_one()
    {
        var check = Check(Quick(1000));
        Assert.Equal(PasswordOutcome.Wrong, check.Verify(null, Password));
        Assert.Equal(PasswordOutcome.Wrong, check.Verify(With(null), Password));
    }

    [Fact]
    public void A_hash_with_fewer_rounds_is_right_and_outdated()
    {
        var old = With(Check(Quick(1000)).Hash(Nobody(), Password));
        Assert.Equal(PasswordOutcome.RightButOutdated, Check(Quick(1001)).Verify(old, Password));
        Assert.Equal(PasswordOutcome.Right, Check(Quick(1000)).Verify(old, Password));
    }

    [Fact]
    public async Task A_wrong_password_takes_the_same_time_for_anybody_and_nobody()
    {
        const double allowed = 1.2;
        var check = Check(Quick(100_000));
        var known = With(check.Hash(Nobody(), Password));
        var outdated = With(Check(Quick(5000)).Hash(Nobody(), Password));
        foreach (var other in (Account?[])[outdated, With(null), null])
        {
            Assert.InRange(await SameTime.RatioAsync(() => TryAsync(known), () => TryAsync(other), allowed), 1 / allowed, allowed);
        }

        Task TryAsync(Account? account)
        {
            Assert.Equal(PasswordOutcome.Wrong, check.Verify(account, "wrong"));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_sign_in_hashes_anew_when_the_setting_has_grown()
    {
        await using var before = await PortalApp.StartAsync(new() { ["Passwords:Iterations"] = "1000" });
        var person = await before.NewPersonAsync();
        await using var after = await PortalApp.StartAsync(new() { ["Passwords:Iterations"] = "2000" }, database: before.Database);
        Assert.Equal(1000, await RoundsAsync(after, person));
        await after.SignInAsync(person);
        Assert.Equal(2000, await RoundsAsync(after, person));
        Assert.Equal(HttpStatusCode.OK, (await (await after.SignInAsync(person)).GetJsonAsync("/me")).Status);
    }

    [Fact]
    public async Task Production_refuses_fewer_rounds_and_shorter_passwords()
    {
        foreach (var (key, value) in new[] { ("Passwords:Iterations", "209999"), ("Passwords:MinimumLength", "7"), ("PasswordReset:TokenLifetime", "00:04:59") })
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => PortalApp.StartAsync(new() { [key] = value }, "Production"));
            Assert.NotNull(failure);
        }
    }

    private static async Task<int> RoundsAsync(PortalApp app, Person person)
    {
        var hash = await app.Db(db => db.Users.Where(account => account.Id == person.Id).Select(account => account.PasswordHash!).SingleAsync());
        return BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5));
    }

    private static PasswordSettings Quick(int iterations) => new() { Iterations = iterations };

    private static PasswordCheck Check(PasswordSettings settings) =>
        new(new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = settings.Iterations })), Options.Create(settings));

    private static Account Nobody() => new() { CreatedAt = default };

    private static Account With(string? hash) => new() { CreatedAt = default, PasswordHash = hash };
}
