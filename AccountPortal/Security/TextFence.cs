using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Primitives;

namespace AccountPortal.Security;

/// <summary>
/// Refuses text that no person types and PostgreSQL does not take: a NUL in an address or a form (400). Here, once, so that no action has to think of it.
/// Halves of surrogate pairs do not get this far: what is read from UTF-8 has none.
/// </summary>
internal sealed class TextFence : IAuthorizationFilter, IOrderedFilter
{
    // After the form was read (950), before its token is looked at (1000).
    public int Order => 960;

    public static bool Lets(string? text) => text?.Contains('\0') != true;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (!request.Query.All(Lets) || !context.RouteData.Values.All(value => Lets(value.Value as string)) || (request.HasFormContentType && !request.Form.All(Lets)))
        {
            context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
        }
    }

    private static bool Lets(KeyValuePair<string, StringValues> field) => Lets(field.Key) && field.Value.All(Lets);
}

/// <summary>The same for JSON, as any other value that cannot be read: 422. Halves of surrogate pairs (<c>\ud800</c>) the reader refuses itself.</summary>
internal sealed class FencedText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is var text && TextFence.Lets(text) ? text : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
