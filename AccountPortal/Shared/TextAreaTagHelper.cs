using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Shared;

/// <summary><c>&lt;text-area for="Certificates" label="…" /&gt;</c>: a <see cref="TextArea"/> with the name, value and error of the form's property.</summary>
[HtmlTargetElement("text-area", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public class TextAreaTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext] public required ViewContext ViewContext { get; set; }

    public required ModelExpression For { get; set; }
    public required string Label { get; set; }
    public string? Hint { get; set; }
    public int Rows { get; set; } = 4;
    public bool Required { get; set; }
    public bool Code { get; set; }

    public override Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.RenderAsync<TextArea>(context, ViewContext, new()
        {
            [nameof(TextArea.Name)] = FieldName.Of(For.Name),
            [nameof(TextArea.Value)] = For.Model?.ToString(),
            [nameof(TextArea.Error)] = FieldProblem.For(ViewContext.ModelState, For.Name),
            [nameof(TextArea.Label)] = Label,
            [nameof(TextArea.Hint)] = Hint,
            [nameof(TextArea.Rows)] = Rows,
            [nameof(TextArea.Required)] = Required,
            [nameof(TextArea.IsCode)] = Code,
        });
}
