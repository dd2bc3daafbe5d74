using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Shared;

/// <summary><c>&lt;checkbox for="RememberDevice" label="…" /&gt;</c>: sends "true" or nothing, without the hidden twin of MVC's own.</summary>
[HtmlTargetElement("checkbox", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public class CheckboxTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext] public required ViewContext ViewContext { get; set; }

    public required ModelExpression For { get; set; }
    public required string Label { get; set; }
    public string? Hint { get; set; }

    public override Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.RenderAsync<Checkbox>(context, ViewContext, new()
        {
            [nameof(Checkbox.Name)] = FieldName.Of(For.Name),
            [nameof(Checkbox.Checked)] = For.Model is true,
            [nameof(Checkbox.Error)] = FieldProblem.For(ViewContext.ModelState, For.Name),
            [nameof(Checkbox.Label)] = Label,
            [nameof(Checkbox.Hint)] = Hint,
        });
}
