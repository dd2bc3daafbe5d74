using System.Net;
using AccountPortal.Deletion;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>The ways of people who delete their account.</summary>
internal static class DeletionPortal
{
    /// <summary>Asks for the deletion; fails if that does not work.</summary>
    public static async Task<JsonAnswer> AskDeletionAsync(this Browser browser, Person person, string? reason = null)
    {
        var answer = await browser.PostJsonAsync("/me/deletion", new { email = person.Email, reason });
        Assert.True(answer.Status == HttpStatusCode.Accepted, $"POST /me/deletion was answered {(int)answer.Status}: {answer.Text}");
        return answer;
    }

    /// <summary>Somebody whose account is to be deleted, in the browser in which they asked for it.</summary>
    public static async Task<(Person Person, Browser Browser)> NewLeavingAsync(this PortalApp app, bool verified = true)
    {
        var person = await app.NewPersonAsync(verified);
        var browser = await app.SignInAsync(person);
        await browser.AskDeletionAsync(person);
        return (person, browser);
    }

    /// <summary>Puts the row in as somebody in psql would.</summary>
    public static Task InsertDeletionAsync(this PortalApp app, Guid userId, string cause = DeletionCause.Owner, TimeSpan? left = null, TimeSpan? grace = null)
    {
        var executeAt = app.Clock.GetUtcNow() + (left ?? TimeSpan.FromDays(30));
        return app.Db(db => db.Database.ExecuteSqlAsync(
            $"insert into deletion_requests (user_id, requested_at, execute_at, cause) values ({userId}, {executeAt - (grace ?? TimeSpan.FromDays(30))}, {executeAt}, {cause})"));
    }

    public static Task<DeletionRequest?> DeletionOfAsync(this PortalApp app, Guid userId) =>
        app.Db(db => db.DeletionRequests.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId));

    /// <summary>The subjects of the mails about the deletion, the oldest first.</summary>
    public static async Task<List<string>> DeletionMailsAsync(this PortalApp app, Person person) =>
        [.. (await app.Mail.ToAsync(person.Email)).Select(letter => letter.Subject).Where(subject => subject.Contains("deleted", StringComparison.Ordinal) || subject.EndsWith("is kept", StringComparison.Ordinal))];

    public static Task<string> KeepLinkAsync(this PortalApp app, Person person) => app.Mail.LastLinkAsync(person.Email, "/keep-account");
}
