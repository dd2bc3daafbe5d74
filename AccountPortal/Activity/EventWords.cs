using System.Collections.Frozen;
using AccountPortal.Sessions;

namespace AccountPortal.Activity;

/// <summary>What each kind of event is called, for its owner and for administrators. A new kind adds a line to the table.</summary>
public static class EventWords
{
    private const string AdminPrefix = "admin-";

    private static readonly FrozenDictionary<string, EventWord> Words = new Dictionary<string, EventWord>
    {
        [EventKind.SignUp] = new(EventGroup.Changes, "user", "Created {your} account", "Somebody tried to sign up with an address that has an account") { IsOpenToAll = true },
        [EventKind.SignIn] = new(EventGroup.SignIns, "sign-in", SignedIn, SignInRefused) { IsOpenToAll = true },
        [EventKind.StepUp] = new(EventGroup.SignIns, "shield", StepUp, (_, reader) => $"Somebody could not confirm that it's {reader.You}"),
        [EventKind.StepUpEnded] = new(EventGroup.SignIns, "shield", "Ended the time in which {you} need not confirm again"),
        [EventKind.TwoFactorOn] = new(EventGroup.Changes, "shield", "Turned on codes from an authenticator app"),
        [EventKind.TwoFactorOff] = new(EventGroup.Changes, "shield", "Turned off codes from an authenticator app"),
        [EventKind.RecoveryCodesMade] = new(EventGroup.Changes, "key", "Made new recovery codes"),
        [EventKind.PasskeyAdded] = new(EventGroup.Changes, "key", Passkey("Added")),
        [EventKind.PasskeyRenamed] = new(EventGroup.Changes, "key", Passkey("Renamed")),
        [EventKind.PasskeyRemoved] = new(EventGroup.Changes, "key", Passkey("Removed")),
        [EventKind.PasskeyCloned] = new(EventGroup.Alerts, "warn", "Held back a passkey that may have been copied", "Held back a passkey that may have been copied") { IsOpenToAll = true, RefusedGroup = EventGroup.Alerts },
        [EventKind.DeviceTrusted] = new(EventGroup.Changes, "laptop", (happened, _) => $"Asked for no code on {happened.Detail("device") ?? "a device"} for a while") { IsOpenToAll = true },
        [EventKind.DeviceTrustEnded] = new(EventGroup.Changes, "laptop", (happened, _) => $"Asked for a code on {happened.Detail("device") ?? "a device"} again"),
        [EventKind.FactorResetStopped] = new(EventGroup.Alerts, "shield", "Stopped the removal of {your} second factors") { IsOpenToAll = true },
        [EventKind.FactorsReset] = new(EventGroup.Changes, "shield", "Removed {your} second factors, as an administrator had asked") { IsOpenToAll = true },
        [EventKind.SignOut] = new(EventGroup.Sessions, "sign-out", "Signed out"),
        [EventKind.SessionRevoked] = new(EventGroup.Sessions, "sign-out", Revoked),
        [EventKind.SessionEnded] = new(EventGroup.Sessions, "clock", Ended),
        [EventKind.SessionMoved] = new(EventGroup.Sessions, "laptop", Moved) { IsOpenToAll = true },
        [EventKind.EmailVerified] = new(EventGroup.Changes, "mail", "Confirmed {your} email address") { IsOpenToAll = true },
        [EventKind.EmailChangeRequested] = new(EventGroup.Changes, "mail", "Asked to change {your} email address", "Somebody tried to change {your} email address with a wrong password"),
        [EventKind.EmailChanged] = new(EventGroup.Changes, "mail", "Changed {your} email address") { IsOpenToAll = true },
        [EventKind.EmailChangeUndone] = new(EventGroup.Changes, "mail", "Took back the change of {your} email address") { IsOpenToAll = true },
        [EventKind.PasswordResetRequested] = new(EventGroup.Changes, "key", "Asked for a link to set a new password", "Somebody asked for a new password for an address that has no account") { IsOpenToAll = true },
        [EventKind.PasswordReset] = new(EventGroup.Changes, "key", "Set a new password with a link from a mail") { IsOpenToAll = true },
        [EventKind.PasswordChanged] = new(EventGroup.Changes, "key", (_, reader) => $"Changed {reader.Your} password", PasswordChangeRefused),
        [EventKind.ExportRequested] = new(EventGroup.Changes, "download", "Asked for a copy of {your} data"),
        [EventKind.ExportFetched] = new(EventGroup.Changes, "download", "Downloaded a copy of {your} data"),
        [EventKind.ProfileChanged] = new(EventGroup.Changes, "user", "Changed {your} profile"),
        [EventKind.DeviceNamed] = new(EventGroup.Changes, "laptop", Named),
        [EventKind.DeviceForgotten] = new(EventGroup.Changes, "laptop", (happened, reader) => $"Removed {happened.Detail("device") ?? "a device"} from {reader.Your} known devices"),
        [EventKind.AlertSettingsChanged] = new(EventGroup.Changes, "mail", "Changed the settings of alerts"),
        [EventKind.CompanyConnected] = new(EventGroup.Changes, "people", (happened, reader) => $"Connected {reader.Your} account to the sign-in of {Company(happened)}") { IsOpenToAll = true },
        [EventKind.BreakGlassUsed] = new(EventGroup.Alerts, "warn", "Used this emergency account with its password") { IsOpenToAll = true },
        [EventKind.ProviderMade] = new(EventGroup.Changes, "building", (happened, _) => $"Began to set up the sign-in of {Company(happened)}"),
        [EventKind.ProviderChanged] = new(EventGroup.Changes, "building", (happened, _) => $"Changed the sign-in of {Company(happened)}"),
        [EventKind.ProviderChangeHeld] = new(EventGroup.Alerts, "warn", (happened, _) => $"Held back what the metadata of {Company(happened)} would change"),
        [EventKind.ProviderKeysRotated] = new(EventGroup.Changes, "key", (happened, _) => $"Changed the portal's keys for the sign-in of {Company(happened)}"),
        [EventKind.ProviderDomainAdded] = new(EventGroup.Changes, "building", (happened, _) => $"Added the domain {Domain(happened)} to the sign-in of {Company(happened)}"),
        [EventKind.ProviderDomainRemoved] = new(EventGroup.Changes, "building", (happened, _) => $"Took the domain {Domain(happened)} from the sign-in of {Company(happened)}"),
        [EventKind.ProviderDomainProven] = new(EventGroup.Changes, "shield", (happened, _) => $"Found the proof that {Domain(happened)} is {Company(happened)}'s"),
        [EventKind.ProviderDomainVouched] = new(EventGroup.Changes, "shield", (happened, _) => $"Vouched that {Domain(happened)} is {Company(happened)}'s, by a command"),
        [EventKind.ProviderDomainLost] = new(EventGroup.Alerts, "warn", (happened, _) => $"Did not find the proof any more that {Domain(happened)} is {Company(happened)}'s"),
        [EventKind.ProviderDomainEnforced] = new(EventGroup.Alerts, "lock", (happened, _) => $"Made the sign-in of {Company(happened)} the only one for {Domain(happened)}"),
        [EventKind.ProviderDomainEased] = new(EventGroup.Changes, "building", (happened, _) => $"Let people of {Domain(happened)} sign in with a password again"),
        [EventKind.ProviderTested] = new(EventGroup.Changes, "check", (happened, _) => $"Tested the sign-in of {Company(happened)}, and it passed", (happened, _) => $"Tested the sign-in of {Company(happened)}, and it failed"),
        [EventKind.ProviderEnabled] = new(EventGroup.Changes, "building", (happened, _) => $"Enabled the sign-in of {Company(happened)}{(happened.Detail("vouchedFor") == "yes" ? " without a test, by a command" : "")}"),
        [EventKind.ProviderDisabled] = new(EventGroup.Alerts, "lock", (happened, _) => $"Disabled the sign-in of {Company(happened)}"),
        [EventKind.ProviderReopened] = new(EventGroup.Changes, "building", (happened, _) => $"Made the sign-in of {Company(happened)} a draft again"),
        [EventKind.ProviderDeleted] = new(EventGroup.Alerts, "trash", (happened, _) => $"Deleted the sign-in of {Company(happened)}"),
        [EventKind.BreakGlassAppointed] = new(EventGroup.Alerts, "shield", (_, reader) => $"Made {reader.Your} account one that is kept for emergencies"),
        [EventKind.BreakGlassWithdrawn] = new(EventGroup.Changes, "shield", (_, reader) => $"Keeps {reader.Your} account for emergencies no longer"),
        [EventKind.RoleGranted] = new(EventGroup.Changes, "people", (happened, reader) => $"Gave {reader.You} {Role(happened)}"),
        [EventKind.RoleRevoked] = new(EventGroup.Changes, "people", (happened, reader) => $"Took {Role(happened)} from {reader.You}"),
        [EventKind.SignInAlert] = new(EventGroup.Alerts, "warn", "Sent {you} a mail about an unusual sign-in") { IsOpenToAll = true },
        [EventKind.NotMe] = new(EventGroup.Alerts, "shield", "Said \"This wasn't me\" and signed out everywhere") { IsOpenToAll = true },
        [EventKind.DeletionRequested] = new(EventGroup.Alerts, "trash", "Asked for {your} account to be deleted"),
        [EventKind.DeletionCancelled] = new(EventGroup.Alerts, "shield", "Kept {your} account, which was to be deleted") { IsOpenToAll = true },
        [EventKind.SignInLocked] = new(EventGroup.Alerts, "lock", LockedOut, LockedOut) { RefusedGroup = EventGroup.Alerts },
        [EventKind.AccountLocked] = new(EventGroup.Alerts, "lock", "Locked {your} account"),
        [EventKind.AccountUnlocked] = new(EventGroup.Alerts, "shield", "Unlocked {your} account"),
        [EventKind.InactivityWarned] = new(EventGroup.Alerts, "mail", "Sent {you} a mail, because nobody used {your} account for long"),
        [EventKind.InactivityLocked] = new(EventGroup.Alerts, "lock", "Locked {your} account, because nobody used it for long"),
        [EventKind.InactivityUnlocked] = new(EventGroup.Alerts, "shield", "Opened {your} account again that was locked because nobody used it") { IsOpenToAll = true },
        [EventKind.InactivityDeletion] = new(EventGroup.Alerts, "trash", "Began to delete {your} account, because nobody used it for long"),
        [EventKind.AdminSessionRevoked] = new(EventGroup.Sessions, "sign-out", Revoked),
        [EventKind.AdminSessionsRevoked] = new(EventGroup.Sessions, "sign-out", SignedOutEverywhere),
        [EventKind.AdminPasswordReset] = new(EventGroup.Changes, "key", "Asked {you} to set a new password"),
        [EventKind.AdminFactorReset] = new(EventGroup.Alerts, "warn", "Asked for {your} second factors to be removed"),
        [EventKind.AdminFactorResetStopped] = new(EventGroup.Changes, "shield", "Stopped the removal of {your} second factors"),
        [EventKind.AdminDeletionCancelled] = new(EventGroup.Alerts, "shield", "Kept {your} account, which was to be deleted"),
        [EventKind.AdminMailRetried] = new(EventGroup.Changes, "mail", "Tried again to send {you} a mail"),
        [EventKind.AdminMailGivenUp] = new(EventGroup.Changes, "mail", "Gave up a mail to {you}"),
        [EventKind.AdminAccountLocked] = new(EventGroup.Alerts, "lock", "Locked {your} account"),
        [EventKind.AdminAccountUnlocked] = new(EventGroup.Alerts, "shield", "Unlocked {your} account"),
        [EventKind.AdminSharedAccountTold] = new(EventGroup.Alerts, "mail", "Asked {you} whether others use {your} account"),
        [EventKind.AdminSharedAccountSettled] = new(EventGroup.Changes, "people", "Found the use of {your} account all right"),
        [EventKind.AdminDeletionRetried] = new(EventGroup.Changes, "trash", "Tried again to delete {your} account"),
        [EventKind.ErasureAsked] = new(EventGroup.Alerts, "warn", "Asked for an account to be deleted at once"),
        [EventKind.ErasureAgreed] = new(EventGroup.Alerts, "warn", "Agreed that an account is deleted at once"),
        [EventKind.ErasureDeclined] = new(EventGroup.Changes, "shield", "Said no to deleting an account at once"),
        [EventKind.AccountErased] = new(EventGroup.Changes, "trash", "Deleted {your} account and all that is in it"),
        [EventKind.AdminSessionsLimited] = new(EventGroup.Changes, "laptop", "Limited how many sessions {you} can have"),
    }.ToFrozenDictionary();

    // What a kind without words is told as: true of everything, so that no page fails for the want of a word.
    private static readonly EventWord Unknown = new(EventGroup.Changes, "info", "Did something with {your} account", "Somebody tried something with {your} account and was refused");

    /// <summary>The kinds that have words.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Words.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The kinds that are in the group where they went well or, with <paramref name="refused"/>, where they did not.</summary>
    public static string[] KindsIn(EventGroup group, bool refused) => [.. Kinds.Where(kind => GroupOf(Words[kind], refused) == group)];

    /// <summary>Null for a kind that has no words: it is in no group.</summary>
    public static EventGroup? Group(SecurityEvent happened) => Words.TryGetValue(happened.Kind, out var word) ? GroupOf(word, happened.IsRefused) : null;

    public static string Icon(SecurityEvent happened) => happened.IsRefused && Group(happened) != EventGroup.Alerts ? "warn" : WordFor(happened).Icon;

    /// <summary>One sentence in plain words.</summary>
    public static string Sentence(SecurityEvent happened, EventReader reader)
    {
        var word = WordFor(happened);
        var sentence = (happened.IsRefused ? word.Refused ?? Unknown.Refused! : word.Sentence)(happened, reader);
        return IsByAdministrator(happened) ? "An administrator " + char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;
    }

    /// <summary>Somebody did this to another's account, as only administrators can. Who it was stays between the administrators.</summary>
    public static bool IsByAdministrator(SecurityEvent happened) => !happened.IsRefused
        && (happened.Kind.StartsWith(AdminPrefix, StringComparison.Ordinal) || (happened.IsByAnother && !WordFor(happened).IsOpenToAll));

    private static EventWord WordFor(SecurityEvent happened) => Words.GetValueOrDefault(happened.Kind, Unknown);

    private static EventGroup? GroupOf(EventWord word, bool refused) => !refused ? word.Group : word.Refused is null ? null : word.RefusedGroup;

    private static string SignedIn(SecurityEvent happened, EventReader reader) => Methods(happened) switch
    {
        [] => "Signed in",
        ["saml"] => $"Signed in through {reader.Your} company",
        var methods => $"Signed in with {Factors(methods, reader)}",
    };

    private static Func<SecurityEvent, EventReader, string> Passkey(string did) =>
        (happened, _) => happened.Detail("name") is { } name ? $"{did} the passkey \"{name}\"" : $"{did} a passkey";

    private static string StepUp(SecurityEvent happened, EventReader reader) => Methods(happened) switch
    {
        [] => $"Confirmed that it's {reader.You}",
        var methods => $"Confirmed that it's {reader.You}, with {Factors(methods, reader)}",
    };

    private static string SignInRefused(SecurityEvent happened, EventReader reader) => (happened.Detail("reason"), Methods(happened)) switch
    {
        ("account-locked", ["passkey"]) => $"Held back a sign-in with {reader.Your} passkey, because {reader.Your} account is locked",
        ("account-locked", _) => $"Held back a sign-in with {reader.Your} password, because {reader.Your} account is locked",
        ("locked", _) => $"Held back a sign-in with {reader.Your} password, after many wrong ones",
        ("company", ["passkey"]) => $"Held back a sign-in with {reader.Your} passkey, because {reader.Your} company wants its own sign-in",
        ("company", _) => $"Held back a sign-in with {reader.Your} password, because {reader.Your} company wants its own sign-in",
        ("throttled", _) => "Somebody tried to sign in too many times",
        ("too-many-codes", _) => $"Held back a sign-in with {reader.Your} password, after many wrong codes",
        (_, ["password" or "pwd"]) => "Somebody tried to sign in with a wrong password",
        (_, [.., "totp" or "otp"]) => $"Somebody knew {reader.Your} password but gave a wrong code",
        (_, [.., "recovery-code"]) => $"Somebody knew {reader.Your} password but gave a wrong recovery code",
        (_, [.., "passkey"]) => "Somebody tried to sign in with a passkey that doesn't fit",
        (_, ["saml"]) => $"Somebody tried to sign in through {reader.Your} company and was refused",
        _ => "Somebody tried to sign in and was refused",
    };

    private static string PasswordChangeRefused(SecurityEvent happened, EventReader reader) => happened.Detail("reason") == "rules"
        ? "Tried a new password that the rules don't allow"
        : $"Somebody tried to change {reader.Your} password without knowing it";

    private static string LockedOut(SecurityEvent happened, EventReader reader) => "Locked a network out after many wrong passwords";

    private static string Revoked(SecurityEvent happened, EventReader reader) => (happened.Detail("device"), happened.Detail("count")) switch
    {
        ({ } device, _) => $"Signed out {device}",
        (_, "1") => "Signed out 1 other session",
        (_, { } count) => $"Signed out {count} other sessions",
        _ => "Signed out another session",
    };

    private static string SignedOutEverywhere(SecurityEvent happened, EventReader reader) =>
        happened.Detail("scope") == "everybody" ? "Signed everybody out" : $"Signed {reader.You} out everywhere";

    private static string Ended(SecurityEvent happened, EventReader reader) => happened.Detail("reason") switch
    {
        EndReason.Idle => "Signed out by itself after a while unused",
        EndReason.Absolute => "Signed out by itself because its time was over",
        EndReason.Limit => "Signed out to make room for a newer session",
        EndReason.PasswordChanged => $"Signed out because {reader.Your} password was changed",
        EndReason.PasswordReset => $"Signed out because {reader.Your} password was reset",
        EndReason.EmailChanged => $"Signed out because {reader.Your} email address was changed",
        EndReason.NotMe => "Signed out after \"This wasn't me\"",
        EndReason.Moved => "Signed out because it was used from another network or country",
        EndReason.Restored => "Signed out because the portal was restored from a backup",
        EndReason.Administrator => "Signed out by an administrator",
        EndReason.AccountLocked => $"Signed out because {reader.Your} account was locked",
        EndReason.RoleChanged => $"Signed out because {reader.Your} role was changed",
        EndReason.SamlSignOut => $"Signed out because {reader.Your} company said so",
        EndReason.ProviderDisabled => $"Signed out because the sign-in of {reader.Your} company was turned off",
        EndReason.CompanyOnly => $"Signed out because {reader.Your} company's sign-in became the only one",
        EndReason.Deletion => $"Signed out because {reader.Your} account is to be deleted",
        EndReason.DeletionCancelled => $"Signed out because {reader.Your} account is kept after all",
        _ => "Signed out by the portal",
    };

    private static string Moved(SecurityEvent happened, EventReader reader)
    {
        var where = happened.Detail("fromCountry") is null ? "another network" : "another country";
        return happened.Detail("then") switch
        {
            "ended" => $"Was used from {where}, and so signed out",
            "confirm" => $"Went on from {where}, and was asked to confirm that it's {reader.You}",
            _ => $"Went on from {where}",
        };
    }

    private static string Named(SecurityEvent happened, EventReader reader) => happened.Detail("name") is { } name
        ? $"Named {happened.Detail("device") ?? "a device"} \"{name}\""
        : "Gave a device a name";

    private static string Company(SecurityEvent happened) => happened.Detail("company") ?? "a company";

    private static string Domain(SecurityEvent happened) => happened.Detail("domain") ?? "a domain";

    private static string Role(SecurityEvent happened) => happened.Detail("role") is { } role ? $"the role \"{role}\"" : "a role";

    private static string[] Methods(SecurityEvent happened) => happened.Detail("method")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Factors(string[] methods, EventReader reader) => string.Join(" and ", methods.Select(method => Factor(method, reader)));

    private static string Factor(string method, EventReader reader) => method switch
    {
        "password" or "pwd" => $"{reader.Your} password",
        "totp" or "otp" => "a code",
        "recovery-code" => "a recovery code",
        "passkey" => "a passkey",
        "saml" => $"{reader.Your} company's sign-in",
        "email" => "a link from a mail",
        _ => "another proof",
    };
}
