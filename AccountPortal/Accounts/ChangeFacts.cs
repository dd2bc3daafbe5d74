using AccountPortal.Devices;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;

namespace AccountPortal.Accounts;

/// <summary>From where and when a change was made, for the mail that tells its owner: what lets them say "that was me".</summary>
public sealed class ChangeFacts(DeviceParser devices, TimeProvider clock)
{
    public IReadOnlyList<LetterFact> Of(HttpContext context, Account account) =>
    [
        new LetterFact("When", RelativeTime.Full(clock.GetUtcNow(), ReaderZone.Find(account.TimeZone))),
        new LetterFact("Device", devices.Parse(context.Request).Name),
        new LetterFact("Address", context.ClientAddress().ToString()),
    ];
}
