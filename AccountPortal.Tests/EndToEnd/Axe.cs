using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>
/// The rules of axe-core, run in the page itself. Not by way of the package for Playwright, which opens a second page for each report and carries home all that
/// is right: our pages have no frames, and what is wrong is enough.
/// </summary>
internal static class Axe
{
    private const string Run =
        """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(violation =>
          `- ${violation.id}: ${violation.help}\n${violation.nodes.map(node => `    ${node.target}: ${node.html}`).join('\n')}`)
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What breaks a rule, each with the elements that do.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        // A document that was looked at before has it.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Script);
        }

        return await page.EvaluateAsync<string[]>(Run);
    }
}
