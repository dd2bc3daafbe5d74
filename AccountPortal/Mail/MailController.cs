using AccountPortal.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Mail;

/// <summary>
/// The development mailbox: every letter that is still in the outbox, which without an SMTP host is each one, from the commit on.
/// In production these routes do not exist (<see cref="WithoutMailbox"/>).
/// </summary>
[AllowAnonymous, Route("/dev/mail"), ApiExplorerSettings(IgnoreApi = true)]
public sealed class MailController(PortalDbContext db, LetterRendering rendering, IOptions<MailSettings> settings) : Controller
{
    private const int Most = 200;
    private const int MostOnPage = 60;
    private const string FramePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation";

    [HttpGet("")]
    public async Task<IActionResult> Index(string? to, CancellationToken cancellationToken) => View(new MailboxPage(
        to,
        settings.Value.Smtp is { HasHost: true } smtp ? $"{smtp.Host}:{smtp.Port}" : null,
        await Newest(to).Take(MostOnPage).Select(mail => new MailboxRow(mail.Id, mail.To, mail.Subject, mail.CreatedAt)).ToListAsync(cancellationToken)));

    [HttpGet("/dev/mail.json")]
    public async Task<IActionResult> List(string? to, CancellationToken cancellationToken)
    {
        var mails = new List<MailboxMail>();
        foreach (var row in await Newest(to).ToListAsync(cancellationToken))
        {
            mails.Add(await OpenAsync(row));
        }

        return Json(mails);
    }

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Show(Guid id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } mail ? View(mail) : NotFound();

    /// <summary>The HTML part for its frame: nothing runs in it and nothing loads; its links open in the whole window.</summary>
    [HttpGet("{id:guid}/html")]
    public async Task<IActionResult> Html(Guid id, CancellationToken cancellationToken)
    {
        Response.Headers.ContentSecurityPolicy = FramePolicy;
        Response.Headers.XFrameOptions = "SAMEORIGIN";
        return await FindAsync(id, cancellationToken) is { } mail
            ? Content(mail.Html.Replace("<head>", "<head><base target=\"_top\">", StringComparison.Ordinal), "text/html; charset=utf-8")
            : NotFound();
    }

    private IQueryable<OutboxEmail> Newest(string? to)
    {
        // A plus that a script did not escape arrives as a space, which no address has.
        var address = (to ?? "").Trim().Replace(' ', '+');
        return db.OutboxEmails.AsNoTracking()
            .Where(mail => mail.ProtectedBody != null && (address == "" || EF.Functions.ILike(mail.To, Literal(address), "\\")))
            .OrderByDescending(mail => mail.CreatedAt).ThenByDescending(mail => mail.Id)
            .Take(Most);
    }

    private static string Literal(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private async Task<MailboxMail?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.OutboxEmails.AsNoTracking().SingleOrDefaultAsync(mail => mail.Id == id && mail.ProtectedBody != null, cancellationToken) is { } row ? await OpenAsync(row) : null;

    private async Task<MailboxMail> OpenAsync(OutboxEmail row)
    {
        var mail = await rendering.RenderAsync(row);
        return new MailboxMail(row.Id, mail.To, mail.Subject, row.CreatedAt, mail.Text, mail.Html);
    }
}
