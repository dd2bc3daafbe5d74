using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace AccountPortal.Shared;

public static class NoticeRedirects
{
    /// <summary><c>RedirectToAction(nameof(Index)).WithNotice("Signed out that device.")</c>. Only for redirects: a page that is shown at once says it itself.</summary>
    public static NoticeRedirect WithNotice<TRedirect>(this TRedirect redirect, string text, NoticeKind kind = NoticeKind.Good)
        where TRedirect : ActionResult, IKeepTempDataResult => new(redirect, new(kind, text));
}
