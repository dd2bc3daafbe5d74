using System.Globalization;
using AccountPortal.Security;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.StepUp;

/// <summary>403 for programs, with where to confirm and how recently; the challenge is of the kind of RFC 9470, section 3, for a scheme of our own.</summary>
internal sealed class StepUpRequiredResult(StepUpNeed need) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context) => WriteAsync(context.HttpContext, need, StepUpAddress.For(need));

    /// <summary>The same for what is no action; <paramref name="address"/> is where the person confirms.</summary>
    public static Task WriteAsync(HttpContext http, StepUpNeed need, string address)
    {
        var maxAge = (int)need.MaxAge.TotalSeconds;
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.Headers.WWWAuthenticate = string.Create(
            CultureInfo.InvariantCulture,
            $"Session error=\"insufficient_user_authentication\", error_description=\"Confirm that it's you with POST /me/step-up\", max_age=\"{maxAge}\"");
        var problem = new ProblemDetails
        {
            Status = StatusCodes.Status403Forbidden,
            Type = Problems.TypeOf(http, Problems.StepUpRequired),
            Title = "Confirm that it's you first.",
            Detail = need.SecondFactor ? "POST /me/step-up with a code or a passkey; the password alone will not do." : "POST /me/step-up with the password, a code or a passkey.",
            Extensions =
            {
                ["stepUpUrl"] = http.RequestServices.GetRequiredService<PublicUrl>().To(address),
                ["maxAge"] = maxAge,
                ["secondFactor"] = need.SecondFactor,
            },
        };
        return http.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", http.RequestAborted);
    }
}
