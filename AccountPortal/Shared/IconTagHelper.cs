using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Shared;

/// <summary><c>&lt;icon name="key" /&gt;</c>: one of the <see cref="Icons"/> in a view.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public class IconTagHelper : TagHelper
{
    public required string Name { get; set; }
    public bool Large { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) => output.Become(Icons.Svg(Name, Large));
}
