using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace AccountPortal.StepUp;

/// <summary>Answers with what the kept form would have been answered, by running it through the portal now.</summary>
internal sealed class KeptFormResult(KeptRequest kept) : ActionResult
{
    public override void ExecuteResult(ActionContext context) => context.HttpContext.Features.Set(kept);
}

/// <summary>
/// Runs a request a second time as the form that was kept, once an action asks for it by <see cref="KeptFormResult"/>. It passes every check
/// again, the step-up's own included: nothing is reached by this way that would not be reached by sending the form.
/// </summary>
internal sealed class KeptFormReplay(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Features.Get<KeptRequest>() is { } kept && !context.Response.HasStarted)
        {
            context.Features.Set<KeptRequest>(null);
            Become(context, kept);
            await next(context);
        }
    }

    private static void Become(HttpContext context, KeptRequest kept)
    {
        var request = context.Request;
        // The token of the button that was pressed: the one in the kept form may be of an earlier page.
        var token = request.Form["csrf"];
        var fields = kept.Fields.GroupBy(typed => typed.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => new StringValues([.. group.Select(typed => typed.Value)]), StringComparer.OrdinalIgnoreCase);
        fields["csrf"] = token;
        var files = new FormFileCollection();
        files.AddRange(kept.Files.Select(file => new FormFile(new MemoryStream(file.Content), 0, file.Content.Length, file.Name, file.FileName)
        {
            Headers = new HeaderDictionary { ["Content-Type"] = file.ContentType },
        }));
        context.Features.Set<IFormFeature>(new FormFeature(new FormCollection(fields, files)));
        (request.Path, request.QueryString) = (kept.Path, new QueryString(kept.Query));
        context.SetEndpoint(null);
        request.RouteValues.Clear();
    }
}
