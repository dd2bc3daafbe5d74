using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace AccountPortal.Shared;

/// <summary>A redirect whose target page shows a notice once.</summary>
public class NoticeRedirect(ActionResult redirect, NoticeMessage notice) : ActionResult, IKeepTempDataResult
{
    public const string CookieName = "portal-notice";

    private const string KindKey = "notice-kind";
    private const string TextKey = "notice";

    public ActionResult Redirect => redirect;
    public NoticeMessage Notice => notice;

    public override Task ExecuteResultAsync(ActionContext context)
    {
        var bag = context.HttpContext.RequestServices.GetRequiredService<ITempDataDictionaryFactory>().GetTempData(context.HttpContext);
        bag[KindKey] = notice.Kind.ToString();
        bag[TextKey] = notice.Text;
        return redirect.ExecuteResultAsync(context);
    }

    /// <summary>Takes the waiting notice out of the bag, so that it shows once.</summary>
    public static NoticeMessage? Take(ITempDataDictionary bag) =>
        bag[TextKey] is string text && Enum.TryParse<NoticeKind>(Convert.ToString(bag[KindKey], CultureInfo.InvariantCulture), out var kind)
            ? new(kind, text)
            : null;
}
