using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>What was asked of the log, understood: the filter, or what of the form cannot be (by the field's name).</summary>
public sealed record AskedActivity(ActivityFilter Filter, IReadOnlyDictionary<string, string> Problems);

/// <summary>Everybody's events, for administrators: reads the form, which names people by address.</summary>
public sealed class AdminActivity(PortalDbContext db, TimeProvider clock)
{
    public async Task<AskedActivity> ReadAsync(AdminActivityForm form, TimeZoneInfo? zone, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<string, string>();
        var account = await FindAsync(form.Account, nameof(form.Account), problems, cancellationToken);
        var actor = await FindAsync(form.Actor, nameof(form.Actor), problems, cancellationToken);
        if (!string.IsNullOrWhiteSpace(form.Address) && form.Network is null)
        {
            problems[nameof(form.Address)] = "Enter an address like 203.0.113.7, or a network like 203.0.113.0/24.";
        }

        var filter = form.Filter(account, null, clock.GetUtcNow(), zone) with { ActorId = actor, Network = form.Network, Kind = form.KnownKind, Outcome = form.KnownOutcome };
        return new(filter, problems);
    }

    private async Task<Guid?> FindAsync(string? text, string field, Dictionary<string, string> problems, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Guid.TryParse(text, out var id))
        {
            return id;
        }

        var found = EmailAddress.TryParse(text, out var email)
            ? await db.Users.Where(account => account.NormalizedEmail == email.Normalized).Select(account => (Guid?)account.Id).SingleOrDefaultAsync(cancellationToken)
            : null;
        if (found is null)
        {
            problems[field] = "No account has this address. Enter a whole address, or an account's id.";
        }

        return found;
    }
}
