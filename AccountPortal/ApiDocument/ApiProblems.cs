using System.Text.Json.Nodes;
using AccountPortal.Security;
using Microsoft.OpenApi;

namespace AccountPortal.ApiDocument;

/// <summary>The answers that are problem details (RFC 9457), and which types they have.</summary>
internal sealed class ApiProblems(PublicUrl publicUrl)
{
    private const string Problem = "Problem";
    private const string ValidationProblem = "ValidationProblem";

    public OpenApiResponse Answer(OpenApiDocument document, IReadOnlyCollection<RefusesAttribute> refusals)
    {
        Add(document);
        var types = refusals.Select(refusal => refusal.Type).Distinct().ToList();
        IOpenApiSchema schema = new OpenApiSchemaReference(refusals.First().Status == StatusCodes.Status422UnprocessableEntity ? ValidationProblem : Problem, document);
        if (!types.Contains(null))
        {
            var type = new OpenApiSchema { Enum = [.. types.Select(name => (JsonNode)publicUrl.To($"/problems/{name}"))] };
            schema = new OpenApiSchema { AllOf = [schema], Properties = new Dictionary<string, IOpenApiSchema> { ["type"] = type }, Required = new HashSet<string> { "type" } };
        }

        return new OpenApiResponse
        {
            Description = string.Join(' ', refusals.Select(refusal => refusal.Type is { } name ? $"{name}: {refusal.Why}" : refusal.Why).Distinct()),
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = schema } },
        };
    }

    private static void Add(OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(Problem) == true)
        {
            return;
        }

        document.AddComponent<IOpenApiSchema>(Problem, Schema("What went wrong (RFC 9457). Programs go by type and status, never by the words.", new()
        {
            ["stepUpUrl"] = Text("With step-up-required: where a person confirms."),
            ["maxAge"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "With step-up-required: how many seconds a confirmation is good for here." },
            ["secondFactor"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "With step-up-required: a password alone will not do." },
            ["signInUrl"] = Text("With sso-required: where the company's sign-in begins."),
            ["sessions"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object }, Description = "With session-limit: the sessions of the account, as in GET /me/sessions." },
            ["export"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "With export-exists and export-not-ready: the export, as in GET /me/export." },
        }));
        document.AddComponent<IOpenApiSchema>(ValidationProblem, Schema("What is wrong with the body, field by field.", new()
        {
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
                Description = "By field, in words that a person can be shown.",
            },
        }));
    }

    private static OpenApiSchema Schema(string description, Dictionary<string, IOpenApiSchema> properties) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        AdditionalPropertiesAllowed = false,
        Required = new HashSet<string> { "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>(properties)
        {
            ["type"] = Text("Tells the problem apart; an address that need not lead anywhere."),
            ["title"] = Text("For people."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = Text("For people."),
            ["traceId"] = Text("To be quoted to whoever looks after the portal."),
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
