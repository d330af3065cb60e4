package io.coord.curator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A picture of curves, both axes logarithmic, as SVG. */
final class LogLogChart {

  /** A point of a curve; both numbers are positive. */
  record Point(double x, double y) {}

  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 150;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS =
      List.of("#d62728", "#1f77b4", "#2ca02c", "#9467bd", "#7f7f7f");

  private final StringBuilder svg = new StringBuilder();
  private final Map<String, List<Point>> curves;
  private final int firstX;
  private final int lastX;
  private final int firstY;
  private final int lastY;

  private LogLogChart(Map<String, List<Point>> curves) {
    this.curves = curves;
    List<Point> all = curves.values().stream().flatMap(List::stream).toList();
    firstX = decade(all.stream().mapToDouble(Point::x).min().orElse(1), false);
    lastX = Math.max(firstX + 1, decade(all.stream().mapToDouble(Point::x).max().orElse(1), true));
    firstY = decade(all.stream().mapToDouble(Point::y).min().orElse(1), false);
    lastY = Math.max(firstY + 1, decade(all.stream().mapToDouble(Point::y).max().orElse(1), true));
  }

  static void write(
      Path file, String title, String xAxis, String yAxis, Map<String, List<Point>> curves)
      throws IOException {
    Files.writeString(file, new LogLogChart(curves).draw(title, xAxis, yAxis));
  }

  private String draw(String title, String xAxis, String yAxis) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, HEIGHT);
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    text(LEFT, TOP - 16, "start", "font-weight=\"bold\" font-size=\"14\"", title);
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", "", xAxis);
    text(LEFT, TOP - 2, "end", "", yAxis);
    for (int x = firstX; x <= lastX; x++) {
      line(x(Math.pow(10, x)), TOP, x(Math.pow(10, x)), HEIGHT - BOTTOM);
      text(x(Math.pow(10, x)), HEIGHT - BOTTOM + 16, "middle", "", label(x));
    }
    for (int y = firstY; y <= lastY; y++) {
      line(LEFT, y(Math.pow(10, y)), WIDTH - RIGHT, y(Math.pow(10, y)));
      text(LEFT - 6, y(Math.pow(10, y)) + 4, "end", "", label(y));
    }
    int number = 0;
    for (Map.Entry<String, List<Point>> curve : curves.entrySet()) {
      curve(curve.getKey(), curve.getValue(), number++);
    }
    add("</svg>");
    return svg.toString();
  }

  private void curve(String name, List<Point> points, int number) {
    String colour = COLOURS.get(number % COLOURS.size());
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>",
        colour,
        points.stream()
            .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", x(p.x()), y(p.y())))
            .collect(Collectors.joining(" ")));
    for (Point p : points) {
      add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x(p.x()), y(p.y()), colour);
    }
    int row = TOP + 12 + 18 * number;
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"4\" fill=\"%s\"/>",
        WIDTH - RIGHT + 12, row - 6, colour);
    text(WIDTH - RIGHT + 30, row, "start", "", name);
  }

  private void line(double x1, double y1, double x2, double y2) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
        x1, y1, x2, y2);
  }

  private void text(double x, double y, String anchor, String style, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>",
        x, y, anchor, style, text.replace("&", "&amp;").replace("<", "&lt;"));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private double x(double value) {
    return LEFT + (Math.log10(value) - firstX) / (lastX - firstX) * (WIDTH - RIGHT - LEFT);
  }

  private double y(double value) {
    return HEIGHT
        - BOTTOM
        - (Math.log10(value) - firstY) / (lastY - firstY) * (HEIGHT - BOTTOM - TOP);
  }

  private static int decade(double value, boolean up) {
    double log = Math.log10(value);
    return (int) (up ? Math.ceil(log) : Math.floor(log));
  }

  private static String label(int decade) {
    return decade >= 0
        ? String.format(Locale.ROOT, "%,.0f", Math.pow(10, decade))
        : String.format(Locale.ROOT, "%." + -decade + "f", Math.pow(10, decade));
  }
}
