using System.Security.Cryptography;
using System.Text.Json;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.StepUp;

/// <summary>
/// Keeps forms that have to wait for a confirmation (P11): encrypted, for the session and the account that sent them alone, for 15 minutes.
/// Each is taken out once.
/// </summary>
public sealed class KeptForms(PortalDbContext db, IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    // A person has a few tabs; whoever has only a stolen cookie must not fill the disk.
    private const int MostPerSession = 10;

    /// <summary>Keeps the request's form and returns its id.</summary>
    public async Task<Guid> KeepAsync(HttpContext context, StepUpNeed need, CancellationToken cancellationToken)
    {
        var (session, now) = (context.CurrentSession(), clock.GetUtcNow());
        var request = await ReadAsync(context.Request, need, cancellationToken);
        var id = Guid.CreateVersion7(now);
        var content = Protector(session, id).Protect(JsonSerializer.SerializeToUtf8Bytes(request));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var inTheWay = db.KeptForms.Where(form => form.SessionId == session.Id).OrderByDescending(form => form.Id).Skip(MostPerSession - 1).Select(form => form.Id);
        await db.KeptForms.Where(form => form.SessionId == session.Id && inTheWay.Contains(form.Id)).ExecuteDeleteAsync(cancellationToken);
        // Whosever they are: there may be passwords in them, and a session that is left alone clears nothing.
        await db.Database.ExecuteSqlAsync(
            $"delete from kept_forms where id in (select id from kept_forms where expires_at <= {now} limit 100 for update skip locked)", cancellationToken);
        db.KeptForms.Add(new KeptForm { Id = id, SessionId = session.Id, UserId = session.UserId, CreatedAt = now, ExpiresAt = now + Lifetime, Content = content });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>The form, left where it is; <c>null</c> where there is none, it is over, or it is another session's.</summary>
    public async Task<KeptRequest?> FindAsync(CurrentSession session, Guid id, CancellationToken cancellationToken) =>
        Open(session, id, await Mine(session, id).Select(form => form.Content).SingleOrDefaultAsync(cancellationToken));

    /// <summary>Takes the form out: of many that ask together, one gets it.</summary>
    public async Task<KeptRequest?> TakeAsync(CurrentSession session, Guid id, CancellationToken cancellationToken)
    {
        var content = await Mine(session, id).Select(form => form.Content).SingleOrDefaultAsync(cancellationToken);
        return content is not null && await Mine(session, id).ExecuteDeleteAsync(cancellationToken) == 1 ? Open(session, id, content) : null;
    }

    private IQueryable<KeptForm> Mine(CurrentSession session, Guid id)
    {
        var now = clock.GetUtcNow();
        return db.KeptForms.Where(form => form.Id == id && form.SessionId == session.Id && form.UserId == session.UserId && form.ExpiresAt > now);
    }

    // The ids are in the key's purpose: a row that somebody moves to another session by writing to the database does not open there.
    private IDataProtector Protector(CurrentSession session, Guid id) =>
        protection.CreateProtector("AccountPortal.KeptForm", session.UserId.ToString(), session.Id.ToString(), id.ToString());

    private KeptRequest? Open(CurrentSession session, Guid id, byte[]? content)
    {
        try
        {
            return content is null ? null : JsonSerializer.Deserialize<KeptRequest>(Protector(session, id).Unprotect(content));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException && !Outage.IsOne(exception))
        {
            return null;
        }
    }

    private static async Task<KeptRequest> ReadAsync(HttpRequest request, StepUpNeed need, CancellationToken cancellationToken)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : FormCollection.Empty;
        var fields = form.SelectMany(field => field.Value, (field, value) => new KeptField(field.Key, value ?? "")).ToArray();
        var files = new List<KeptFile>();
        foreach (var file in form.Files)
        {
            await using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            files.Add(new(file.Name, file.FileName, file.ContentType, content.ToArray()));
        }

        return new(request.Path.Value!, request.QueryString.Value ?? "", need.Purpose, need.SecondFactor, fields, [.. files]);
    }
}
