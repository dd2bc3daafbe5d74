using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace AccountPortal.StepUp;

/// <summary>
/// Holds back what <see cref="RequireStepUpAttribute"/> guards until the person has confirmed that it's them; and everything, where the session
/// itself has to be confirmed. Forms are kept.
/// </summary>
internal sealed class StepUpFilter(Freshness freshness, KeptForms forms, StepUpAddress address, IOptions<StepUpSettings> settings) : IAsyncAuthorizationFilter
{
    /// <summary>After antiforgery (1000, and 1001 for JSON): a form from another site is refused, not kept.</summary>
    public const int Order = 1100;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        if (context.Result is null && http.Features.Get<CurrentSession>() is { } session && await MissingAsync(http.GetEndpoint()!.Metadata, session, http.RequestAborted) is { } need)
        {
            context.Result = await RefuseAsync(http, need);
        }
    }

    private Task<StepUpNeed?> MissingAsync(EndpointMetadataCollection action, CurrentSession session, CancellationToken cancellationToken)
    {
        if (session.ConfirmSince is not null && action.GetMetadata<AllowUnconfirmedAttribute>() is null && action.GetMetadata<IAllowAnonymous>() is null)
        {
            return Task.FromResult<StepUpNeed?>(new(StepUpAddress.ToGoOn, settings.Value.MaxAge, SecondFactor: false));
        }

        return action.GetMetadata<RequireStepUpAttribute>() is { } guard ? freshness.MissingAsync(guard, session, cancellationToken) : Task.FromResult<StepUpNeed?>(null);
    }

    private async Task<IActionResult> RefuseAsync(HttpContext context, StepUpNeed need)
    {
        if (Problems.IsJson(context))
        {
            return new StepUpRequiredResult(need);
        }

        return new RedirectResult(HttpMethods.IsGet(context.Request.Method)
            ? address.For(need, context.Request.Path + context.Request.QueryString)
            : address.For(need, await forms.KeepAsync(context, need, context.RequestAborted)));
    }
}
