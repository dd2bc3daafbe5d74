using AccountPortal.Shared;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Saml.Setup;

/// <summary><c>&lt;setting for="SignsRequests" label="…" badge="…" /&gt;</c>: a checkbox that says where it is stricter or looser than usual.</summary>
[HtmlTargetElement("setting", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SettingTagHelper : CheckboxTagHelper
{
    public SettingBadge? Badge { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        await base.ProcessAsync(context, output);
        if (Badge is { } badge)
        {
            output.PreElement.SetHtmlContent($"<p class=\"setting-badge\"><span class=\"badge {badge.Kind}\">{badge.Words}</span></p>");
        }
    }
}
