using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Shared;

/// <summary><c>&lt;icon name="key" /&gt;</c>: an <see cref="Icon"/> in a view.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public class IconTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext] public required ViewContext ViewContext { get; set; }

    public required string Name { get; set; }
    public bool Large { get; set; }

    public override Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.RenderAsync<Icon>(context, ViewContext, new() { [nameof(Icon.Name)] = Name, [nameof(Icon.Large)] = Large });
}
