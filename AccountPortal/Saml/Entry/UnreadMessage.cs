namespace AccountPortal.Saml.Entry;

/// <summary>What was posted is no message, or could not be read as a form (<see cref="TakesMessageAttribute"/>).</summary>
internal sealed record UnreadMessage(SamlRefusal Refusal, string Expected, string Got)
{
    /// <summary>No message at all is a bad request; everything else is refused as every message is.</summary>
    public int Status => Refusal == SamlRefusal.FormParametersWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status403Forbidden;

    public static UnreadMessage NoForm { get; } = new(SamlRefusal.FormParametersWrong, "a form of a few fields", "something else");

    public static UnreadMessage TooLarge(int bytes) => new(SamlRefusal.TooLarge, $"at most {bytes} bytes", "more");

    /// <summary>Why the request brings none of those fields; <c>null</c> where it brings one.</summary>
    public static UnreadMessage? Of(HttpContext context, params string[] fields) =>
        context.Features.Get<UnreadMessage>()
        ?? (fields.Any(context.Request.Form.ContainsKey) ? null : new(SamlRefusal.FormParametersWrong, $"one {string.Join(" or ", fields)}", "none"));
}
