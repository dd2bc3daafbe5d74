using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace AccountPortal.Admin;

internal static class Acts
{
    /// <summary>The page that asks for the reason; with what is wrong, where something is.</summary>
    public static ViewResult Ask(this Controller controller, ActPage page)
    {
        if (!controller.ModelState.IsValid)
        {
            controller.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return new ViewResult
        {
            ViewName = "/Admin/Act.cshtml",
            ViewData = new ViewDataDictionary<ActForm>(controller.ViewData, page.Form) { ["Act"] = page, ["Nav"] = page.Back },
            TempData = controller.TempData,
        };
    }

    /// <summary>A second click, the back button or another tab: what was asked for is so already.</summary>
    public const string Already = "Nothing was left to do: it is so already.";
}
