using System.Text.RegularExpressions;
using AccountPortal.Admin;
using AccountPortal.Security;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Meta;

/// <summary>One action under one method, as the portal serves it.</summary>
internal sealed partial record RoutedAction(string Method, string Template, ControllerActionDescriptor Action)
{
    /// <summary>"POST /account/sessions/{id}/revoke".</summary>
    public string Route => $"{Method} /{Template}";

    /// <summary>An address of it, with ids that nobody has.</summary>
    public string Path => "/" + Parameters().Replace(Template, _ => Guid.CreateVersion7().ToString());

    public bool IsOpen => Action.EndpointMetadata.OfType<IAllowAnonymous>().Any();

    public bool IsAdmins => Action.EndpointMetadata.OfType<AdminAreaAttribute>().Any();

    public bool IsJson => Action.EndpointMetadata.OfType<JsonApiAttribute>().Any();

    public RequireStepUpAttribute? Guard => Action.EndpointMetadata.OfType<RequireStepUpAttribute>().LastOrDefault();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameters();
}

internal static partial class RoutedActions
{
    public static IReadOnlyList<RoutedAction> Of(PortalApp app) =>
    [
        .. app.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<ControllerActionDescriptor>()
            .SelectMany(Methods, (action, method) => new RoutedAction(method, Constraints().Replace(action.AttributeRouteInfo!.Template!, "{$1}").TrimStart('/'), action)),
    ];

    private static IEnumerable<string> Methods(ControllerActionDescriptor action) => action.EndpointMetadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? ["GET"];

    [GeneratedRegex(@"\{(\w+):\w+\}")]
    private static partial Regex Constraints();
}
