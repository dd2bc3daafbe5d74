using AccountPortal.Saml.Providers;
using AccountPortal.Security;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Saml.Entry;

/// <summary>What programs are told where a company's sign-in is the only way in: 403 with the address where it begins.</summary>
internal static class SsoRequiredProblem
{
    public static ObjectResult SsoRequired(this ControllerBase controller, SamlRoute route, SamlAddresses addresses) => controller.Problem(
        statusCode: StatusCodes.Status403Forbidden,
        type: Problems.TypeOf(controller.HttpContext, Problems.SsoRequired),
        title: $"People of this address sign in through {route.Company}.",
        extensions: new Dictionary<string, object?> { ["signInUrl"] = addresses.SignIn(route.Slug) });
}
