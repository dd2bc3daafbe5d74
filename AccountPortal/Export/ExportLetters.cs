using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Export;

/// <summary>What is written to people about their exports. No link in them opens anything without signing in.</summary>
public sealed class ExportLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private const string NotYou = "If it wasn't you, somebody is signed in to your account: set a new password now, which signs everybody else out.";

    private string Product => branding.Value.Name;

    /// <summary>The archive is there. It also tells who asked for it: a stranger who asks is told of before they have it for long.</summary>
    public Letter Ready(Account account, DataExport export, SecurityEvent? request) => new(account, $"Your data at {Product} is ready",
    [
        $"Somebody, most likely you, asked for a copy of all that {Product} knows about you. It is ready, and can be downloaded once, until {RelativeTime.Full(export.ExpiresAt!.Value, ReaderZone.Find(account.TimeZone))}.",
        $"The page asks you to sign in, and perhaps to confirm that it's you. {NotYou}",
    ])
    {
        Facts = Facts(account, export, request),
        Button = new LetterButton("Go to your data", publicUrl.To(ExportController.Path)),
        Footnote = $"If you don't download it, it is deleted by itself. If it wasn't you: {publicUrl.To("/forgot-password")}",
    };

    public Letter Failed(Account account, DataExport export, SecurityEvent? request) => new(account, $"Your data at {Product} could not be prepared",
    [
        $"You asked for a copy of all that {Product} knows about you. We tried {ExportQueue.MostAttempts} times and could not make it. The fault is ours, and whoever runs {Product} finds it in the logs.",
        "Nothing of it was kept. You can ask for it again.",
    ])
    {
        Facts = Facts(account, export, request),
        Button = new LetterButton("Go to your data", publicUrl.To(ExportController.Path)),
    };

    /// <summary>The archive left the house.</summary>
    public Letter Fetched(Account account, IReadOnlyList<LetterFact> facts) => new(account, $"Your data at {Product} was downloaded",
    [
        $"Somebody, most likely you, downloaded the copy of all that {Product} knows about you. The copy on our side is deleted.",
        $"If it was you, there is nothing to do. {NotYou}",
    ])
    {
        Facts = facts,
        Button = new LetterButton("It wasn't me: set a new password", publicUrl.To("/forgot-password")),
    };

    private static IReadOnlyList<LetterFact> Facts(Account account, DataExport export, SecurityEvent? request)
    {
        var asked = new LetterFact("Asked for", RelativeTime.Full(export.RequestedAt, ReaderZone.Find(account.TimeZone)));
        return request is null ? [asked] : [asked, new LetterFact("Device", request.DeviceName ?? "unknown"), new LetterFact("Address", request.Ip?.ToString() ?? "unknown")];
    }
}
