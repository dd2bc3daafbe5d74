using AccountPortal.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace AccountPortal.Saml.Requests;

/// <summary>The page that goes on to a provider; for the POST binding its policy lets it post there, and there alone.</summary>
internal sealed class SamlDepartureResult(SamlDeparture departure) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context)
    {
        if (departure.Message is not null)
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy =
                SecurityHeaders.Policy.Replace("form-action 'self'", $"form-action 'self' {departure.Origin}", StringComparison.Ordinal);
        }

        var data = new ViewDataDictionary<SamlDeparture>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = departure };
        return new ViewResult { ViewName = "/Saml/Requests/Departure.cshtml", ViewData = data }.ExecuteResultAsync(context);
    }
}
