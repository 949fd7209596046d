using System.Globalization;
using WorldModel.Schema.Media;

namespace WorldModel.Simulation.Media;

/// <summary>Writes a weekly table as a reader of weekly aggregates takes it.</summary>
public static class MediaMarketFile
{
    /// <summary>A row a geo and week: week, geo (where there are several), outcome, spend, covariates.</summary>
    public static void Write(WeeklyTable table, TextWriter text)
    {
        var several = table.Geos.Length > 1;
        text.Write(string.Join(',', [
            "week", .. several ? ["geo"] : (string[])[], table.OutcomeName, .. table.Channels, .. table.Covariates]));
        text.Write('\n');
        for (var row = 0; row < table.Rows; row++)
        {
            text.Write(table.Week(row % table.Weeks).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            if (several) text.Write("," + table.Geos[row / table.Weeks]);
            Number(table.Outcome[row]);
            Numbers(table.Spend, table.Channels.Length, row);
            Numbers(table.Covariate, table.Covariates.Length, row);
            text.Write('\n');
        }

        void Numbers(double[] numbers, int width, int row)
        {
            for (var i = 0; i < width; i++) Number(numbers[row * width + i]);
        }

        void Number(double number) => text.Write("," + number.ToString("R", CultureInfo.InvariantCulture));
    }
}
