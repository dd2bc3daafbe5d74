using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace AccountPortal.StepUp;

/// <summary>The address of the page that asks for a confirmation. It carries what for, in words of ours alone: nobody can make the page say theirs.</summary>
public sealed class StepUpAddress(IActionDescriptorCollectionProvider actions)
{
    public const string Path = "/step-up";

    /// <summary>The purpose where the session as a whole has to be confirmed.</summary>
    internal const string ToGoOn = "go on";

    // Actions do not change while the portal runs.
    private readonly Lazy<HashSet<string>> purposes = new(() =>
    [
        .. actions.ActionDescriptors.Items.OfType<ControllerActionDescriptor>().SelectMany(action => action.EndpointMetadata.OfType<RequireStepUpAttribute>()).Select(guard => guard.Purpose),
    ]);

    /// <summary>For a page that is wanted.</summary>
    public string For(StepUpNeed need, string returnUrl) => Build(need, "returnUrl", returnUrl);

    /// <summary>For a form that was kept.</summary>
    public string For(StepUpNeed need, Guid form) => Build(need, "kept", form.ToString());

    /// <summary>What a link says that it is for, if it is one of our purposes.</summary>
    public string Purpose(string? text) => text is not null && purposes.Value.Contains(text) ? text : ToGoOn;

    private static string Build(StepUpNeed need, string name, string value) =>
        Path + QueryString.Create([new("for", need.Purpose), .. need.SecondFactor ? [new("factor", "second")] : Array.Empty<KeyValuePair<string, string?>>(), new(name, value)]);
}
