using System.Globalization;
using System.Text;
using QRCoder;

namespace AccountPortal.TwoFactor;

/// <summary>A QR code as the path of an SVG. It is made here: no other host gets to see what is in it.</summary>
public sealed record QrCode(int Size, string Path)
{
    /// <summary>The dark modules of the text's code, row by row; the light margin that scanners need (ISO/IEC 18004, 4 modules) is in it.</summary>
    public static QrCode Of(string text)
    {
        // The lowest level of correction: a screen is neither torn nor stained, and fewer modules are larger ones.
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            var row = data.ModuleMatrix[y];
            for (var x = 0; x < row.Length; x++)
            {
                var start = x;
                for (; x < row.Length && row[x]; x++)
                {
                }

                path.Append(x == start ? "" : string.Create(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z"));
            }
        }

        return new QrCode(data.ModuleMatrix.Count, path.ToString());
    }
}
