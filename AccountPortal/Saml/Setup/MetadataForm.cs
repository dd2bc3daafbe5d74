using System.Text;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Saml.Setup;

/// <summary>Where a company's metadata is to be read: one of an address, a file, and pasted text.</summary>
public sealed record MetadataForm
{
    public string? Url { get; init; }

    public IFormFile? File { get; init; }

    public string? Xml { get; init; }

    /// <summary>Of several providers in one document, the one that is meant.</summary>
    public string? Chosen { get; init; }

    /// <summary>In PEM: the document counts only if it is signed with this.</summary>
    public string? Signer { get; init; }

    /// <summary>The document, fetched where it has to be; <c>null</c> with what is wrong beside its field.</summary>
    public async Task<byte[]?> ReadAsync(MetadataFetch fetch, ModelStateDictionary problems, CancellationToken cancellationToken)
    {
        var (hasUrl, hasFile, hasText) = (!string.IsNullOrWhiteSpace(Url), File is { Length: > 0 }, !string.IsNullOrWhiteSpace(Xml));
        switch ((hasUrl ? 1 : 0) + (hasFile ? 1 : 0) + (hasText ? 1 : 0))
        {
            case 0:
                problems.AddModelError(nameof(Url), "Enter an address, choose a file, or paste the metadata.");
                return null;
            case > 1:
                problems.AddModelError(nameof(Url), "Use one way only: an address, a file, or pasted metadata.");
                return null;
        }

        if (hasUrl)
        {
            var fetched = await fetch.FetchAsync(Url!.Trim(), cancellationToken);
            if (fetched.Problem is { } problem)
            {
                problems.AddModelError(nameof(Url), problem);
            }

            return fetched.Xml;
        }

        return hasFile ? await BytesAsync(File!, cancellationToken) : Encoding.UTF8.GetBytes(Xml!.Trim());
    }

    private static async Task<byte[]> BytesAsync(IFormFile file, CancellationToken cancellationToken)
    {
        await using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }
}
