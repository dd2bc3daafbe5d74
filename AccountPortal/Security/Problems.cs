using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Security;

/// <summary>The refusals that programs tell apart by their type; the page behind the type's address need not exist (RFC 9457, 3.1.1).</summary>
public static class Problems
{
    public const string EmailNotVerified = "email-not-verified";
    public const string SecondFactorRequired = "second-factor-required";
    public const string DeletionPending = "deletion-pending";
    public const string StepUpRequired = "step-up-required";
    public const string SessionLimit = "session-limit";
    public const string SsoRequired = "sso-required";
    public const string RoleRequired = "role-required";
    public const string CrossSite = "cross-site";
    public const string ExportExists = "export-exists";
    public const string ExportNotReady = "export-not-ready";

    public static string TypeOf(HttpContext context, string name) => context.RequestServices.GetRequiredService<PublicUrl>().To($"/problems/{name}");

    /// <summary>Whether this request wants its errors as problem details: it goes to a JSON route, or to none and begins like one.</summary>
    public static bool IsJson(HttpContext context) => Endpoint(context) is RouteEndpoint endpoint
        ? endpoint.Metadata.GetMetadata<JsonApiAttribute>() is not null
        : context.RequestServices.GetRequiredService<JsonRoutes>().Cover(context.Request.Path);

    public static Task WriteAsync(HttpContext context, int status, string? type, string title, string? detail)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail, Type = type is null ? null : TypeOf(context, type) };
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }

    /// <summary>422 with what is wrong, field by field.</summary>
    public static IActionResult Invalid(ModelStateDictionary problems) =>
        new UnprocessableEntityObjectResult(new ValidationProblemDetails(problems) { Status = StatusCodes.Status422UnprocessableEntity })
        {
            ContentTypes = { "application/problem+json" },
        };

    // While an exception is handled the endpoint is gone from the context; the handler's feature still has it.
    private static Endpoint? Endpoint(HttpContext context) =>
        context.GetEndpoint() ?? context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Endpoint;
}
