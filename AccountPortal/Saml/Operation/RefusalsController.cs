using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>What was refused of a company's messages, and why: for a week, and without names.</summary>
[AdminArea, Route("/admin/saml-providers/{slug}/refusals")]
public sealed class RefusalsController(PortalDbContext db) : Controller
{
    public const int PageSize = 25;
    private const int LongestNumber = 20;

    /// <remarks>The number is what a person was told to quote; <paramref name="before"/> is the id that the page before ended with.</remarks>
    [HttpGet]
    public async Task<IActionResult> Index(string slug, string? number, Guid? before, CancellationToken cancellationToken)
    {
        if (await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        var asked = number?.Trim().ToUpperInvariant() is { Length: > 0 and <= LongestNumber } text ? text : null;
        var rows = await db.RefusedMessages.AsNoTracking()
            .Where(row => row.ProviderId == provider.Id && (asked == null || row.CorrelationId == asked) && (before == null || row.Id < before))
            .OrderByDescending(row => row.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        return View("/Saml/Operation/Refusals.cshtml", new RefusalsPage(provider, asked, before, [.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].Id : null));
    }
}

/// <summary>A page of refusals, newest first. <paramref name="Older"/>: the key of the next page; none where it is the last.</summary>
public sealed record RefusalsPage(SamlProvider Provider, string? Number, Guid? Before, IReadOnlyList<RefusedMessage> Rows, Guid? Older)
{
    public static string Name(RefusedMessage row) => Reason(row) is { } reason ? CheckNames.Of(reason) : row.Reason;

    public static string Words(RefusedMessage row) => Reason(row) is { } reason ? RefusalWords.Of(reason) : "";

    public static string Purpose(RefusedMessage row) => row.Purpose switch
    {
        SamlPurpose.SignIn => "a sign-in",
        SamlPurpose.Test => "a test",
        SamlPurpose.StepUp => "a confirmation",
        ConsumedMessage.Logout => "a sign-out",
        _ => "asked for by nobody here",
    };

    // A reason of an older version may be gone.
    private static SamlRefusal? Reason(RefusedMessage row) => Enum.TryParse<SamlRefusal>(row.Reason, out var reason) ? reason : null;
}
