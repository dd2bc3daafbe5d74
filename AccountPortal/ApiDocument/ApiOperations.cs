using System.Globalization;
using AccountPortal.Security;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AccountPortal.ApiDocument;

/// <summary>
/// Says what each JSON route answers: what its own attributes say, and what follows from those that guard it, so that a guard that is put on or taken away is told without
/// anybody writing it down a second time.
/// </summary>
internal sealed class ApiOperations(ApiProblems problems) : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        var route = context.Description;
        var metadata = route.ActionDescriptor.EndpointMetadata;
        operation.OperationId = $"{route.HttpMethod!.ToLowerInvariant()}-{route.RelativePath!.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace('/', '-')}";
        operation.Responses = [];
        foreach (var answers in metadata.OfType<AnswersAttribute>().GroupBy(answer => answer.Status))
        {
            operation.Responses[Text(answers.Key)] = await AnswerAsync([.. answers], context, document, cancellationToken);
        }

        foreach (var refusals in Refusals(metadata, route.HttpMethod!, operation.RequestBody is not null).GroupBy(refusal => refusal.Status).OrderBy(group => group.Key))
        {
            operation.Responses[Text(refusals.Key)] = problems.Answer(document, [.. refusals]);
        }

        operation.Security = metadata.OfType<IAllowAnonymous>().Any() ? [new OpenApiSecurityRequirement()] : null;
    }

    private static async Task<OpenApiResponse> AnswerAsync(AnswersAttribute[] answers, OpenApiOperationTransformerContext context, OpenApiDocument document, CancellationToken cancellationToken)
    {
        var response = new OpenApiResponse { Description = string.Join(' ', answers.Select(answer => answer.Description)) };
        List<IOpenApiSchema> bodies = [];
        foreach (var answer in answers.Where(answer => answer.Body is not null))
        {
            var name = answer.Body!.Name;
            document.AddComponent(name, await context.GetOrCreateSchemaAsync(answer.Body, null, cancellationToken));
            var body = new OpenApiSchemaReference(name, document);
            bodies.Add(answer.IsList ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = body } : body);
        }

        if (bodies.Count > 0)
        {
            response.Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = bodies is [var only] ? only : new OpenApiSchema { AnyOf = bodies } } };
        }
        else if (answers[0].ContentType is { } type)
        {
            response.Content = new Dictionary<string, OpenApiMediaType>
            {
                [type] = new OpenApiMediaType { Schema = type == "application/json" ? new OpenApiSchema { Type = JsonSchemaType.Object } : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
            };
        }

        return response;
    }

    private static IEnumerable<RefusesAttribute> Refusals(IList<object> metadata, string method, bool hasBody)
    {
        foreach (var own in metadata.OfType<RefusesAttribute>())
        {
            yield return own;
        }

        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            foreach (var refusal in OfTheAccount(metadata))
            {
                yield return refusal;
            }
        }

        if (method != "GET")
        {
            yield return new(StatusCodes.Status403Forbidden, "The request came from another site.", Problems.CrossSite);
            if (!metadata.OfType<IAllowAnonymous>().Any())
            {
                yield return new(StatusCodes.Status429TooManyRequests, "Too many changes by this session; Retry-After says when to go on.");
            }
        }

        if (hasBody)
        {
            yield return new(StatusCodes.Status413PayloadTooLarge, "The body is too large.");
            yield return new(StatusCodes.Status415UnsupportedMediaType, "The body is no JSON.");
            yield return new(StatusCodes.Status422UnprocessableEntity, "The body cannot be used; errors says why, field by field.");
        }

        if (metadata.OfType<ThrottleClientAttribute>().Any())
        {
            yield return new(StatusCodes.Status429TooManyRequests, "Too many tries from this address; Retry-After says when to go on.");
        }

        yield return new(StatusCodes.Status503ServiceUnavailable, "The database is away for now; nobody is signed out. Retry-After says when to try again.");
    }

    private static IEnumerable<RefusesAttribute> OfTheAccount(IList<object> metadata)
    {
        yield return new(StatusCodes.Status401Unauthorized, "There is no live session.");
        if (!metadata.OfType<AllowDuringDeletionAttribute>().Any())
        {
            yield return new(StatusCodes.Status403Forbidden, "The account will be deleted.", Problems.DeletionPending);
        }

        if (!metadata.OfType<AllowWithoutSecondFactorAttribute>().Any())
        {
            yield return new(StatusCodes.Status403Forbidden, "The account's role needs a second factor, and it has none.", Problems.SecondFactorRequired);
        }

        if (!metadata.OfType<AllowUnverifiedAttribute>().Any())
        {
            yield return new(StatusCodes.Status403Forbidden, "The account's address is not verified.", Problems.EmailNotVerified);
        }

        if (metadata.OfType<RequireStepUpAttribute>().Any() || !metadata.OfType<AllowUnconfirmedAttribute>().Any())
        {
            yield return new(StatusCodes.Status403Forbidden, "The holder has to confirm that it's them, with POST /me/step-up or at stepUpUrl.", Problems.StepUpRequired);
        }
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
