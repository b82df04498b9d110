using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

/// <summary>Lead tables from literal CSV text; columns are written as name:kind or name:role.</summary>
static class MadeTables
{
    public static LeadSchema Schema(string columns) => new()
    {
        Columns = [.. columns.Split(',').Select(Column)],
        PositiveLabel = "1",
        NegativeLabel = "0",
    };

    static LeadColumn Column(string text)
    {
        var (name, what) = (text.Split(':')[0], text.Split(':')[1]);
        return what switch
        {
            "label" => new LeadColumn { Name = name, Kind = ColumnKind.Boolean, Role = ColumnRole.Label },
            "time" => new LeadColumn { Name = name, Kind = ColumnKind.Date, Role = ColumnRole.Time },
            "group" => new LeadColumn { Name = name, Kind = ColumnKind.Id, Role = ColumnRole.Group },
            "excluded" => new LeadColumn { Name = name, Kind = ColumnKind.Text, Role = ColumnRole.Excluded },
            _ => new LeadColumn { Name = name, Kind = Enum.Parse<ColumnKind>(what, ignoreCase: true) },
        };
    }

    public static LeadTable Read(string columns, params string[] files)
    {
        var opened = files.Select(f => Csv.File(f)).ToArray();
        return LeadTableReader.Read(opened, Schema(columns));
    }
}
