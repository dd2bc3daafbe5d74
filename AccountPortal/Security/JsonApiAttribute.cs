using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AccountPortal.Security;

/// <summary>
/// The controller answers JSON, errors as problem details. It needs no antiforgery token: a browser's request from another site is refused by
/// <see cref="CrossSiteGuard"/>, and its bodies are JSON, which a form cannot send.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class JsonApiAttribute : ApiControllerAttribute, IAntiforgeryPolicy, IOrderedFilter
{
    /// <summary>After the global antiforgery filter, of which the last one counts.</summary>
    public int Order => 1001;
}
