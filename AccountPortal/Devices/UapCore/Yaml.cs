using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AccountPortal.Devices.UapCore;

/// <summary>Reads the one shape of YAML that uap-core uses: names, each with a list of flat entries. Events cost a third of YamlDotNet's object mapping.</summary>
internal static class Yaml
{
    public static Dictionary<string, List<Dictionary<string, string>>> ReadLists(TextReader text)
    {
        var lists = new Dictionary<string, List<Dictionary<string, string>>>(StringComparer.Ordinal);
        var parser = new Parser(text);
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            lists.Add(parser.Consume<Scalar>().Value, ReadList(parser));
        }
        return lists;
    }

    private static List<Dictionary<string, string>> ReadList(Parser parser)
    {
        var list = new List<Dictionary<string, string>>();
        parser.Consume<SequenceStart>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            var entry = new Dictionary<string, string>(StringComparer.Ordinal);
            parser.Consume<MappingStart>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                entry[parser.Consume<Scalar>().Value] = parser.Consume<Scalar>().Value;
            }
            list.Add(entry);
        }
        return list;
    }
}
