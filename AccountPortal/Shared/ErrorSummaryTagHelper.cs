using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Shared;

/// <summary><c>&lt;error-summary /&gt;</c>: what is wrong with the form, at its top; nothing where nothing is.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public class ErrorSummaryTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext] public required ViewContext ViewContext { get; set; }

    public override Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.ModelState.ErrorCount > 0)
        {
            return output.RenderAsync<ErrorSummary>(context, ViewContext, new() { [nameof(ErrorSummary.Problems)] = FieldProblem.In(ViewContext.ModelState, Properties) });
        }

        output.SuppressOutput();
        return Task.CompletedTask;
    }

    private IEnumerable<string?> Properties => ViewContext.ViewData.ModelMetadata.Properties.Select(property => property.PropertyName);
}
