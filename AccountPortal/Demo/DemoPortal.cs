using System.Security.Cryptography;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Passwords;
using AccountPortal.SharedAccounts;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Demo;

/// <summary>An account of the demo that people can sign in to.</summary>
internal sealed record DemoLogin(string Email, string Password);

/// <summary>What making the demo came to. Without logins nothing was made: it was there, or <paramref name="Taken"/> is an address of it that somebody else has.</summary>
internal sealed record DemoResult(DemoFigures Figures, DemoLogin? Administrator = null, DemoLogin? Everyday = null, string? Taken = null);

/// <summary>Makes the demo, whole or not at all.</summary>
internal sealed class DemoPortal(PortalDbContext db, IServiceProvider services, PasswordCheck passwords, SessionTraces traces, SharedAccountFindings findings, TimeProvider clock)
{
    // No letters or digits that look alike: somebody types it.
    private const string PasswordLetters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int PasswordGroups = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Makes it where it is not there yet; <paramref name="again"/>: takes an earlier one away first.</summary>
    public async Task<DemoResult> MakeAsync(bool again, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(Patience);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Two at once would each find nothing there.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('demo', 0))", cancellationToken);
        var rows = new DemoRows(db);
        if (await rows.CountAsync(cancellationToken) is { Accounts: > 0 } there && !again)
        {
            return new(there);
        }

        await rows.RemoveAsync(cancellationToken);
        if (await rows.TakenAsync(cancellationToken) is { } taken)
        {
            return new(await rows.CountAsync(cancellationToken), Taken: taken);
        }

        var book = ActivatorUtilities.CreateInstance<DemoBook>(services, clock.GetUtcNow());
        var (administrator, everyday) = ActivatorUtilities.CreateInstance<DemoStory>(services, book).Tell(await rows.RoleAsync(Guid.CreateVersion7(book.Now), cancellationToken));
        var result = new DemoResult(new(0, 0, 0, 0), Open(administrator), Open(everyday));
        await rows.InsertAsync(book.Rows, cancellationToken);
        await EvaluateAsync(book.Rows.OfType<Account>(), cancellationToken);
        result = result with { Figures = await rows.CountAsync(cancellationToken) };
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    // Never one that somebody could know: it is made here, and shown once.
    private DemoLogin Open(Account account)
    {
        var password = string.Join('-', Enumerable.Range(0, PasswordGroups).Select(_ => RandomNumberGenerator.GetString(PasswordLetters, 4)));
        account.SetPasswordHash(passwords.Hash(account, password));
        return new(account.Email!, password);
    }

    // As the round of each hour would: by what the sessions left behind.
    private async Task EvaluateAsync(IEnumerable<Account> accounts, CancellationToken cancellationToken)
    {
        foreach (var account in accounts)
        {
            await findings.RecordAsync(account.Id, SharedAccountScore.Of(await traces.OfAsync(account.Id, cancellationToken)), cancellationToken);
        }
    }
}
