using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Tests.Shared;

public class SharedForm
{
    public string? Email { get; set; }
    public string? Password { get; set; }
    public bool RememberDevice { get; set; }
}

/// <summary>Stands in for the features' own controllers on <see cref="SharedPagesHost"/>.</summary>
public class SharedPagesController : Controller
{
    [HttpGet("/error/{status:int}")]
    public IActionResult Error(int status, int? wait)
    {
        Response.StatusCode = status;
        return View("/Shared/Error.cshtml", ErrorPage.For(status, wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null, "0HN7A"));
    }

    [HttpGet("/notify")]
    public IActionResult Notify() => RedirectToAction(nameof(Row)).WithNotice("Signed out <that> device.", NoticeKind.Warn);

    [HttpGet("/row")]
    public IActionResult Row() => View("/Shared/SharedRow.cshtml");

    [HttpPost("/leave")]
    public IActionResult Leave() => NoContent();

    [HttpGet("/form")]
    public IActionResult Form() => View("/Shared/SharedForm.cshtml", new SharedForm { Email = "ada@example.com" });

    [HttpPost("/form"), IgnoreAntiforgeryToken]
    public IActionResult Form(SharedForm form)
    {
        ModelState.AddModelError("Password", "Too short.");
        ModelState.AddModelError("Email", "Not an address.");
        ModelState.AddModelError("", "Nothing was saved.");
        return View("/Shared/SharedForm.cshtml", form);
    }
}
