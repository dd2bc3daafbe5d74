using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Alerts;
using AccountPortal.Deletion;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Passwords;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AccountPortal.Demo;

/// <summary>Tells the whole year: everybody's accounts, what they did, what was done to them, and the mails of it.</summary>
internal sealed class DemoStory(
    DemoBook book, AlertLetters alertLetters, PasswordLetters passwordLetters, AdminLetters adminLetters, DeletionLetters deletionLetters, IOptions<SessionSettings> sessions, IOptions<BrandingOptions> branding)
{
    private const string NoConnection = "no connection to the SMTP server (ConnectionRefused)";

    /// <summary>Writes it into the book. The two accounts that people can sign in to come back without a password.</summary>
    public (Account Administrator, Account Everyday) Tell(Guid adminRoleId)
    {
        var people = DemoPeople.Ordinary.Select((person, number) => Ordinary(person, 20 + number)).ToList();
        var administrator = Ordinary(DemoPeople.Administrator, 3);
        book.Rows.Add(new IdentityUserRole<Guid> { UserId = administrator.Account.Id, RoleId = adminRoleId });
        book.Event(administrator.Account.CreatedAt.AddHours(1), EventKind.RoleGranted, EventOutcome.Success, administrator.Account.Id, null, null, null, null, new() { ["role"] = AdminRole.Name, ["by"] = "command" });
        var everyday = Diary(DemoPeople.Everyday, verified: true);
        new DemoOwner(everyday, book, passwordLetters).Write();
        Shared();
        Locked(administrator.Account.Id);
        Unverified();
        Leaving();
        for (var number = 1; number < people.Count; number += 4)
        {
            WithApp(people[number], DemoPeople.Ordinary[number].Town.Home(20 + number));
        }

        new DemoAttack(book, [administrator, everyday, .. people]).Write();
        Undelivered(people);
        return (administrator.Account, everyday.Account);
    }

    private DemoDiary Ordinary(DemoPerson person, int household, DateTimeOffset? until = null)
    {
        var diary = Diary(person, verified: true);
        new DemoYear(diary, person, book, household) { Until = until }.Write();
        return diary;
    }

    // Nobody can sign in to these accounts, so nobody needs the key either.
    private void WithApp(DemoDiary diary, DemoSpot home)
    {
        var at = book.Now.AddDays(-30) > diary.Account.CreatedAt ? book.Now.AddDays(-30) : diary.Account.CreatedAt;
        diary.Account.SetTwoFactor(true);
        book.Rows.Add(new TotpFactor { UserId = diary.Account.Id, ProtectedKey = DemoBook.NobodysKey(), CreatedAt = at, ConfirmedAt = at });
        for (var code = 0; code < RecoveryCodes.Count; code++)
        {
            book.Rows.Add(new RecoveryCode { Id = book.NewId(at), UserId = diary.Account.Id, CodeHash = DemoBook.NobodysKey(), CreatedAt = at });
        }

        diary.Say(at, EventKind.TwoFactorOn, home, "Chrome on macOS");
    }

    private void Shared()
    {
        IReadOnlyList<DemoTown>[] towns = [[DemoTown.Lyon, DemoTown.Berlin, DemoTown.Lisbon], [DemoTown.Leeds, DemoTown.Toronto], [DemoTown.Osaka, DemoTown.Lyon, DemoTown.Austin]];
        foreach (var (number, person) in DemoPeople.Shared.Index())
        {
            new DemoHouseholds(Diary(person, verified: true), book, person, towns[number], 90 + (5 * number)) { DaysBetween = 1 + number }.Write();
        }
    }

    private void Locked(Guid administratorId)
    {
        foreach (var (number, (person, reason)) in DemoPeople.Locked.Index())
        {
            var at = book.Now.AddDays(-2 - (11 * number));
            var diary = Ordinary(person, 80 + number, until: at);
            diary.Account.Lock(reason, at);
            book.Event(at, EventKind.AccountLocked, EventOutcome.Success, diary.Account.Id, administratorId, null, DemoTown.Berlin.Office, "Chrome on macOS", new() { [OwnersView.AdministratorsReason] = reason });
            book.Sent(at, adminLetters.Locked(diary.Account, null));
        }
    }

    private void Leaving()
    {
        var (person, asked) = (DemoPeople.Leaving, book.Now.AddDays(-18));
        var diary = Ordinary(person, 87, until: asked);
        var request = new DeletionRequest { UserId = diary.Account.Id, RequestedAt = asked, ExecuteAt = book.Now.AddDays(12), Cause = DeletionCause.Owner, Reason = "I moved to another city" };
        book.Rows.Add(request);
        diary.Say(asked, EventKind.DeletionRequested, person.Town.Home(87), "Chrome on macOS");
        string Token(string purpose) => book.Token(asked, request.UserId, person.Email, purpose, request.ExecuteAt - asked);
        book.Sent(asked, deletionLetters.Requested(diary.Account, request, [], Token(TokenPurpose.CancelDeletion), Token(TokenPurpose.NotMe)));
    }

    private void Unverified()
    {
        foreach (var (number, person) in DemoPeople.Unverified.Index())
        {
            var diary = Diary(person, verified: false);
            diary.Say(diary.Account.CreatedAt, EventKind.SignUp, person.Town.Home(70 + number), "Chrome on Android");
            if (number == 0)
            {
                book.Waiting(diary.Account.CreatedAt, Confirm(diary.Account), 4, NoConnection);
            }
            else if (person.Email.StartsWith("sam.", StringComparison.Ordinal))
            {
                book.Failed(diary.Account.CreatedAt, Confirm(diary.Account), 1, diary.Account.CreatedAt.AddSeconds(3), "SMTP 550 (MailboxUnavailable)");
            }
            else
            {
                book.Sent(diary.Account.CreatedAt, Confirm(diary.Account));
            }
        }
    }

    // Mails on which somebody has to have an eye.
    private void Undelivered(List<DemoDiary> people)
    {
        book.Waiting(book.Now.AddMinutes(-25), Changed(people[4].Account), 5, NoConnection);
        book.Waiting(book.Now.AddMinutes(-9), Changed(people[11].Account), 3, "SMTP 451 (LocalErrorInProcessing)");
        book.Failed(book.Now.AddDays(-6), Changed(people[20].Account), 41, book.Now.AddDays(-3), "the SMTP server broke off, or lacks STARTTLS");
    }

    private Letter Changed(Account account) => passwordLetters.Changed(account, []);

    private Letter Confirm(Account account) => new(account, $"Confirm your email address for {branding.Value.Name}",
        [$"Somebody, most likely you, signed up for {branding.Value.Name} with this address.", "This is a mail of the demo: it has no link."]);

    private DemoDiary Diary(DemoPerson person, bool verified)
    {
        // In the morning of that day where they live, and never ahead.
        var day = new DateTimeOffset(book.Now.AddDays(-person.DaysAgo).UtcDateTime.Date, TimeSpan.Zero).AddHours(9 - (person.Town.Longitude / 15)).AddMinutes(person.Name.Length * 3);
        var joined = day < book.Now.AddHours(-1) ? day : book.Now.AddHours(-1);
        var account = new Account
        {
            Id = book.NewId(joined), CreatedAt = joined, EmailConfirmed = verified, DisplayName = person.Name.Length > 0 ? person.Name : null, TimeZone = verified ? person.Town.Zone : null,
        };
        account.SetEmail(EmailAddress.TryParse(person.Email, out var email) ? email : throw new InvalidOperationException($"{person.Email} is no address."));
        // With a stamp, and a password that is none: nobody gets in.
        account.SetPasswordHash(null);
        book.Rows.Add(account);
        return new DemoDiary(account, book, alertLetters, sessions.Value);
    }
}
