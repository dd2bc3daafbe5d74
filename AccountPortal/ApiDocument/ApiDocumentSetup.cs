using System.Text.Json.Serialization;
using AccountPortal.Security;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AccountPortal.ApiDocument;

/// <summary>The JSON routes as OpenAPI, at <c>/openapi/v1.json</c>. Anybody may read it: it says what the sources say, and nothing of any account.</summary>
internal static class ApiDocumentSetup
{
    private const string Name = "v1";

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        services.AddSingleton<ApiProblems>();
        services.AddSingleton<ApiText>();
        // A number is a number: the document would allow texts as well.
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        return services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = route => route.ActionDescriptor.EndpointMetadata.OfType<JsonApiAttribute>().Any();
            options.AddOperationTransformer<ApiOperations>();
            options.AddDocumentTransformer<ApiFrame>();
        });
    }

    public static void MapApiDocument(this IEndpointRouteBuilder endpoints) => endpoints.MapGet($"/openapi/{Name}.json", WriteAsync).AllowAnonymous().ShortCircuit();

    private static async Task WriteAsync(HttpContext context)
    {
        var text = await context.RequestServices.GetRequiredService<ApiText>().ReadAsync(context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>The document as it is sent: made when somebody asks first, and then kept, for nothing in it changes while the portal runs.</summary>
    private sealed class ApiText([FromKeyedServices(Name)] IOpenApiDocumentProvider documents)
    {
        private readonly Lock starting = new();
        private Task<byte[]>? making;

        public Task<byte[]> ReadAsync(CancellationToken cancellationToken)
        {
            lock (starting)
            {
                // Not with the one who asks first: who comes after waits for the same.
                making = making is null or { IsFaulted: true } ? MakeAsync() : making;
            }

            return making.WaitAsync(cancellationToken);
        }

        private async Task<byte[]> MakeAsync()
        {
            using var stream = new MemoryStream();
            await (await documents.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
            return stream.ToArray();
        }
    }
}
