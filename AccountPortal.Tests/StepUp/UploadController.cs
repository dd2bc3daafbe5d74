using System.Reflection;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.StepUp;

/// <summary>A guarded action that takes a file, for the portal under test.</summary>
public sealed class UploadController : Controller
{
    public const string Path = "/test/upload?q=1";

    public static void Add(IServiceCollection services) =>
        services.AddMvc().ConfigureApplicationPartManager(parts => parts.FeatureProviders.Add(new Alone()));

    [HttpPost("/test/upload"), RequireStepUp("upload a file")]
    public async Task<IActionResult> Upload(string[] words, IFormFile metadata)
    {
        await using var content = new MemoryStream();
        await metadata.CopyToAsync(content);
        return Content($"{string.Join(',', words)} {metadata.FileName} {metadata.ContentType} {Convert.ToHexString(content.ToArray())} {Request.QueryString}");
    }

    private sealed class Alone : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) => feature.Controllers.Add(typeof(UploadController).GetTypeInfo());
    }
}
