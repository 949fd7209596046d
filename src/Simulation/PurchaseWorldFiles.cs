using System.Text;
using WorldModel.Schema;

namespace WorldModel.Simulation;

/// <summary>Writes a panel as files: panel.csv, consumers.csv, truth.csv and events.ndjson.</summary>
public static class PurchaseWorldFiles
{
    /// <summary>Writes all four; each appears whole or not at all.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="directory">The folder, made where it is not there.</param>
    /// <param name="stop">Ends the work; the files written whole stay.</param>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static void Write(PurchasePanel panel, string directory, CancellationToken stop = default)
    {
        Directory.CreateDirectory(directory);
        Whole("panel.csv", path => WritePanel(panel, path, stop));
        Whole("consumers.csv", path => WriteConsumers(panel, path));
        Whole("truth.csv", path => WriteTruth(panel, path));
        Whole("events.ndjson", path => WriteEvents(panel, path, stop));

        void Whole(string name, Action<string> write)
        {
            string path = Path.Combine(directory, name);
            string partial = path + ".partial";
            try
            {
                write(partial);
                File.Move(partial, path, overwrite: true);
            }
            finally
            {
                File.Delete(partial);
            }
        }
    }

    /// <summary>One row a consumer and day, consumer-major; days count from 0.</summary>
    public static void WritePanel(PurchasePanel panel, string path, CancellationToken stop = default)
    {
        using StreamWriter file = Open(path);
        file.Write("consumer,day,sale1,sale2,campaign,coupon,push,visit,purchase\n");
        for (int row = 0; row < panel.Rows; row++)
        {
            stop.ThrowIfCancellationRequested();
            (int consumer, int day) = (row / panel.Days, row % panel.Days);
            PurchaseActions a = panel.ActionsAt(consumer, day);
            file.Write($"c{consumer},{day},{Bit(a.Sale1)},{Bit(a.Sale2)},{Bit(a.Campaign)},{Bit(a.Coupon)},");
            file.Write($"{Bit(a.Push)},{Bit(panel.Visit[row] == 1)},{Bit(panel.Purchase[row] == 1)}\n");
        }
    }

    public static void WriteConsumers(PurchasePanel panel, string path)
    {
        using StreamWriter file = Open(path);
        file.Write("consumer,store,age,income,loyalty\n");
        PurchaseConsumers c = panel.Consumers;
        for (int i = 0; i < c.Count; i++)
        {
            string income = PurchaseEvents.Text(c.Income[i]);
            file.Write($"{PurchaseConsumers.IdOf(i)},{c.Store[i]},{c.Age[i]},{income},{c.Loyalty[i]}\n");
        }
    }

    public static void WriteTruth(PurchasePanel panel, string path)
    {
        using StreamWriter file = Open(path);
        file.Write("consumer,alpha,gamma,beta\n");
        PurchaseConsumers c = panel.Consumers;
        for (int i = 0; i < c.Count; i++)
        {
            double[] traits = [c.Alpha[i], c.Gamma[i], c.Beta[i]];
            file.Write($"{PurchaseConsumers.IdOf(i)},{string.Join(',', traits.Select(t => PurchaseEvents.Text(t)))}\n");
        }
    }

    /// <summary>One event a line, day by day: id, consumer, day, kind, name.</summary>
    public static void WriteEvents(PurchasePanel panel, string path, CancellationToken stop = default)
    {
        using StreamWriter file = Open(path);
        foreach ((int consumer, int day, int kind) in PurchaseEvents.Facts(panel, 0, panel.Days))
        {
            stop.ThrowIfCancellationRequested();
            string id = PurchaseConsumers.IdOf(consumer);
            file.Write($"{{\"id\":\"{PurchaseEvents.EventId(id, day, kind)}\",\"consumer\":\"{id}\",");
            file.Write($"\"day\":\"{Days.Text(panel.DateOf(day))}\",");
            file.Write($"\"kind\":\"{PurchaseEvents.KindOf(kind)}\",\"name\":\"{PurchaseEvents.NameOf(kind)}\"}}\n");
        }
    }

    private static char Bit(bool on) => on ? '1' : '0';

    private static StreamWriter Open(string path) => new(path, false, new UTF8Encoding(false), 1 << 16);
}
