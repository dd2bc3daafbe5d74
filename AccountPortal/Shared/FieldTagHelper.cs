using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Shared;

/// <summary><c>&lt;field for="Email" label="Email" type="email" /&gt;</c>: a <see cref="Field"/> with the name, value and error of the form's property.</summary>
[HtmlTargetElement("field", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public class FieldTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext] public required ViewContext ViewContext { get; set; }

    public required ModelExpression For { get; set; }
    public required string Label { get; set; }
    public string Type { get; set; } = "text";
    public string? Id { get; set; }
    public string? Hint { get; set; }
    public string? Autocomplete { get; set; }
    public string? Inputmode { get; set; }
    public int? Maxlength { get; set; }
    public bool Required { get; set; }
    public bool Readonly { get; set; }
    public bool Autofocus { get; set; }

    public override Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.RenderAsync<Field>(context, ViewContext, new()
        {
            [nameof(Field.Name)] = FieldName.Of(For.Name),
            [nameof(Field.Value)] = Typed ?? For.Model?.ToString(),
            [nameof(Field.Error)] = FieldProblem.For(ViewContext.ModelState, For.Name),
            [nameof(Field.Label)] = Label,
            [nameof(Field.Type)] = Type,
            [nameof(Field.Id)] = Id,
            [nameof(Field.Hint)] = Hint,
            [nameof(Field.Autocomplete)] = Autocomplete,
            [nameof(Field.InputMode)] = Inputmode,
            [nameof(Field.MaxLength)] = Maxlength,
            [nameof(Field.Required)] = Required,
            [nameof(Field.ReadOnly)] = Readonly,
            [nameof(Field.Autofocus)] = Autofocus,
        });

    // What the person typed, also where it could not be bound.
    private string? Typed => ViewContext.ModelState.TryGetValue(For.Name, out var entry) ? entry.AttemptedValue : null;
}
