using AccountPortal.Gateway;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AccountPortal.ApiDocument;

/// <summary>What holds for all routes: where they are, the cookie, requests from other sites; and the one route that is no controller's.</summary>
internal sealed class ApiFrame(PublicUrl publicUrl, SessionCookie cookie, ApiProblems problems) : IOpenApiDocumentTransformer
{
    private const string Scheme = "session";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AccountPortal",
            Version = "1",
            Description =
                "The account's own JSON routes: the same rules and the same code as the pages. Errors are problem details (RFC 9457), told apart by status and type. "
                + "Bodies are JSON. A request that a browser sends from another site (by Sec-Fetch-Site or Origin) is refused with 403 cross-site if it could change anything; programs that send neither need no token.",
        };
        // Never by the Host header, which the client writes.
        document.Servers = [new OpenApiServer { Url = publicUrl.Origin }];
        document.AddComponent<IOpenApiSecurityScheme>(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = cookie.Name.Value,
            Description = "The session's key. POST /login sets it; a change of privilege (a confirmation, a new password) replaces it in its answer, and the old one is dead at once.",
        });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        document.Paths["/session/verify"] = new OpenApiPathItem { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = Verify(document) } };
        document.Tags = null;
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            Plain(operation);
        }

        return Task.CompletedTask;
    }

    // The controllers' names are no news to whoever calls them; bodies come as one kind of JSON.
    private static void Plain(OpenApiOperation operation)
    {
        operation.Tags = null;
        operation.Summary = operation.Summary?.ReplaceLineEndings(" ");
        if (operation.RequestBody is OpenApiRequestBody { Content: { } content })
        {
            foreach (var other in content.Keys.Where(type => type != "application/json").ToArray())
            {
                content.Remove(other);
            }
        }
    }

    private OpenApiOperation Verify(OpenApiDocument document) => new()
    {
        OperationId = "get-session-verify",
        Summary = "For gateways and programs beside the portal: whether the request has a live session, and whose.",
        Description = "Who it is stands in headers. A request for a page (Sec-Fetch-Mode, Accept) that is refused has a Location, where the browser finds what is missing; docs/before-your-app.md.",
        Parameters =
        [
            Parameter("requireVerified", new OpenApiSchema { Type = JsonSchemaType.Boolean }, "The account's address is proven."),
            Parameter("maxAge", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" }, "The holder confirmed within so many seconds that it's them."),
            Parameter("role", new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } }, "The account has that role, or one of several with commas between; repeated: one of each."),
            Parameter("redirect", new OpenApiSchema { Type = JsonSchemaType.Boolean }, "A refused request for a page is answered 302."),
        ],
        Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = "A live session that may pass.",
                Headers = SessionIdentity.Names.ToDictionary(name => name, name => (IOpenApiHeader)new OpenApiHeader { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Required = true }),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new OpenApiMediaType
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object, Required = new HashSet<string> { "id" },
                            Properties = new Dictionary<string, IOpenApiSchema> { ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" } },
                        },
                    },
                },
            },
            ["302"] = new OpenApiResponse { Description = "With redirect, for a page: to where the browser finds what is missing." },
            ["400"] = problems.Answer(document, [new(400, "A parameter is not known or not understood.")]),
            ["401"] = problems.Answer(document, [new(401, "There is no live session.")]),
            ["403"] = problems.Answer(document,
            [
                new(403, "The account will be deleted.", Problems.DeletionPending), new(403, "The account's role needs a second factor, and it has none.", Problems.SecondFactorRequired),
                new(403, "The account's address is not verified, and that is demanded.", Problems.EmailNotVerified), new(403, "The account has none of the roles.", Problems.RoleRequired),
                new(403, "The last confirmation is too old, or the session has to be confirmed.", Problems.StepUpRequired),
            ]),
            ["503"] = problems.Answer(document, [new(503, "The database is away, and this node does not know the session. Retry-After says when to try again.")]),
        },
    };

    private static OpenApiParameter Parameter(string name, IOpenApiSchema schema, string description) =>
        new() { Name = name, In = ParameterLocation.Query, Schema = schema, Description = description, Explode = true };
}
