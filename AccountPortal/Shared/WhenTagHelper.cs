using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AccountPortal.Shared;

/// <summary><c>&lt;when at="row.CreatedAt" /&gt;</c>: a <see cref="RelativeTime"/> by the injected clock, in the reader's zone.</summary>
[HtmlTargetElement("when", Attributes = "at", TagStructure = TagStructure.NormalOrSelfClosing)]
public class WhenTagHelper(TimeProvider clock) : TagHelper
{
    [HtmlAttributeNotBound, ViewContext] public required ViewContext ViewContext { get; set; }

    public DateTimeOffset At { get; set; }
    public bool Exact { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        output.Become(RelativeTime.Element(At, clock.GetUtcNow(), ReaderZone.Of(ViewContext.HttpContext.User), Exact));
}
