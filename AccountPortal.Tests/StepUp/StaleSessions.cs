using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.StepUp;

/// <summary>Sessions whose confirmation is too old. The row is changed and not the clock, which other tests share.</summary>
internal static class StaleSessions
{
    public static async Task<(Browser Browser, Person Person)> NewAsync(PortalApp app, bool verified = true)
    {
        var person = await app.NewPersonAsync(verified);
        var browser = await app.SignInAsync(person);
        await app.AgeAsync(person.Id);
        return (browser, person);
    }

    /// <summary>Makes all sessions of the account count as confirmed with a second factor just now.</summary>
    public static Task ConfirmWithFactorAsync(this PortalApp app, Guid userId)
    {
        var now = app.Clock.GetUtcNow();
        return app.Db(db => db.Sessions.Where(row => row.UserId == userId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.SteppedUpAt, now).SetProperty(row => row.SecondFactorAt, now)));
    }

    /// <summary>Makes all confirmations of the account too old by now.</summary>
    public static Task AgeAsync(this PortalApp app, Guid userId)
    {
        var at = app.Clock.GetUtcNow() - TimeSpan.FromMinutes(11);
        return app.Db(db => db.Sessions.Where(row => row.UserId == userId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.SteppedUpAt, at).SetProperty(row => row.SecondFactorAt, row => row.SecondFactorAt == null ? null : at)));
    }
}
