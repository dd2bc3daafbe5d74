using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Security;

/// <summary>
/// How much a request may bring. Nothing here is large; an action that takes more says so with <see cref="RequestSizeLimitAttribute"/>, and for
/// a form with <see cref="RequestFormLimitsAttribute"/> too. The limits of addresses and headers are Kestrel's own.
/// </summary>
internal static class RequestLimits
{
    public const int BodyBytes = 64 * 1024;
    public const int FormFields = 200;
    public const int FieldNameLength = 200;

    public static IServiceCollection AddRequestLimits(this IServiceCollection services)
    {
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = BodyBytes);
        services.Configure<FormOptions>(options =>
            (options.ValueCountLimit, options.KeyLengthLimit, options.ValueLengthLimit) = (FormFields, FieldNameLength, BodyBytes));
        services.Configure<MvcOptions>(options =>
        {
            options.Filters.Add(new FormReading());
            options.Filters.Add(new TextFence());
            options.Filters.Add(new ThrottleSession());
            // They read "a[b]" as "a.b", which nothing here sends, and throw at "a[".
            options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
            options.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
        });
        services.Configure<JsonOptions>(options =>
        {
            options.JsonSerializerOptions.Converters.Add(new FencedText());
            // What the reader says names our types.
            options.AllowInputFormatterExceptionMessages = false;
        });
        return services;
    }

    /// <summary>Reads a form before the antiforgery filter does, which would take one that is too large for one without a token: 400 for 413.</summary>
    private sealed class FormReading : IAsyncAuthorizationFilter, IOrderedFilter
    {
        // After the attributes that raise a limit (900), before antiforgery (1000).
        public int Order => 950;

        public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
        {
            var request = context.HttpContext.Request;
            try
            {
                _ = request.HasFormContentType ? await request.ReadFormAsync(context.HttpContext.RequestAborted) : null;
            }
            catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException))
            {
                // A form that is too large in its parts, or one of parts that breaks off.
                throw new BadHttpRequestException(exception.Message, exception);
            }
        }
    }
}
