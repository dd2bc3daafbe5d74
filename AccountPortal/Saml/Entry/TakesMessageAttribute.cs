using AccountPortal.Saml.Reading;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AccountPortal.Saml.Entry;

/// <summary>
/// The action takes a message of the POST binding. Its form is read here, before anything else asks for it, and under limits of its own: what cannot be
/// read is one of the refusals that the action answers with, too (<see cref="UnreadMessage"/>), and nothing but a plain form is read at all.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TakesMessageAttribute : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    private const string Plain = "application/x-www-form-urlencoded";
    private const int Fields = 20;
    private const int NameLength = 100;

    // Four characters for three bytes, some of which come as three (%2B), and room for line breaks and whatever a product sends along. What fits in here
    // and is too large all the same the reader refuses.
    private static readonly int BodyBytes = XmlLimits.Message.Bytes * 8 / 3;

    // Before the form is read for the antiforgery filter (950).
    public int Order => 940;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return;
        }

        var features = context.HttpContext.Features;
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = BodyBytes;
        }

        var options = new FormOptions { BufferBodyLengthLimit = BodyBytes, ValueLengthLimit = BodyBytes, ValueCountLimit = Fields, KeyLengthLimit = NameLength };
        var form = new FormFeature(request, options);
        features.Set<IFormFeature>(form);
        if (await ProblemAsync(request, form, context.HttpContext.RequestAborted) is { } problem)
        {
            features.Set(problem);
            form.Form = FormCollection.Empty;
        }
    }

    private static async Task<UnreadMessage?> ProblemAsync(HttpRequest request, FormFeature form, CancellationToken cancellationToken)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals(Plain, StringComparison.OrdinalIgnoreCase) != true)
        {
            return UnreadMessage.NoForm;
        }

        try
        {
            await form.ReadFormAsync(cancellationToken);
            return null;
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? UnreadMessage.TooLarge(BodyBytes) : UnreadMessage.NoForm;
        }
        catch (InvalidDataException)
        {
            // More fields than a message has, or with names that no field has.
            return UnreadMessage.NoForm;
        }
    }
}
