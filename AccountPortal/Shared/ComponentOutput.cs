using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Shared;

/// <summary>Lets a short tag of ours stand for a statically rendered component, or for markup.</summary>
internal static class ComponentOutput
{
    public static Task RenderAsync<TComponent>(this TagHelperOutput output, TagHelperContext context, ViewContext view, Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        var component = new ComponentTagHelper
        {
            ViewContext = view,
            ComponentType = typeof(TComponent),
            RenderMode = RenderMode.Static,
            Parameters = parameters!,
        };
        output.Attributes.Clear();
        return component.ProcessAsync(context, output);
    }

    public static void Become(this TagHelperOutput output, MarkupString markup)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(markup.Value);
    }
}
