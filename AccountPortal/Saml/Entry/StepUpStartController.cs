using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Saml.Entry;

/// <summary>From the step-up page to the company: it is asked for a proof from now (ForceAuthn), whatever session it has.</summary>
[AllowUnverified, AllowUnconfirmed, AllowWithoutSecondFactor, AllowDuringDeletion]
public sealed class StepUpStartController(CompanyStepUp company, SamlRequests requests) : Controller
{
    [HttpPost("/step-up/company"), ThrottleClient("saml-sign-in", 1000, 1)]
    public async Task<IActionResult> Index(StepUpForm form, CancellationToken cancellationToken)
    {
        if (await company.ProviderAsync(HttpContext.CurrentSession().Id, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        var onward = form.Kept is { } kept ? $"{StepUpAddress.Path}/form/{kept}" : Url.IsLocalUrl(form.ReturnUrl) ? form.ReturnUrl : "/account";
        return new SamlDepartureResult(await requests.StartAsync(HttpContext, provider, SamlPurpose.StepUp, onward, null, cancellationToken));
    }
}
